// SPDX-License-Identifier: Apache-2.0
import Contract
import Ledger

extension Writer {
    /// The number of the change with this event id.
    func sequence(of event: EventID) throws -> Int64? {
        let key = ChangeKey(event: event.text)
        for sequence in try sequences(of: key) {
            let text = hot.eventBySequence
            text.bind(1, sequence)
            if try text.first({ $0.isText(0, event.text) }) == true { return sequence }
        }
        return nil
    }

    /// The numbers of the changes that may have this key, oldest first.
    func sequences(of key: ChangeKey) throws -> [Int64] {
        var found = keys.withState { $0.sequences(of: key) }
        let table = hot.sequencesOfKey
        table.bind(1, key.kind.rawValue)
        table.bind(2, key.number)
        defer { table.reset() }
        while try table.step() { found.append(table.int(0)) }
        // Written in this transaction, a key is in both.
        return found.count < 2 ? found : Set(found).sorted()
    }

    /// Gathers the changes' keys, and writes buckets as long as too many are gathered.
    func gatherKeys(_ changes: [NewChange]) throws {
        keys.withState { state in
            for new in changes {
                state.add(
                    event: new.change.eventID.text, order: new.change.orderID.text,
                    sequence: new.sequence)
            }
        }
        for kind in ChangeKey.Kind.allCases {
            while let (bucket, entries, upTo) = nextBucket(kind) {
                try write(entries, kind, bucket: bucket, upTo: upTo)
            }
        }
    }

    private func nextBucket(
        _ kind: ChangeKey.Kind
    ) -> (bucket: Int, entries: [KeyBuffer.Entry], upTo: Int64)? {
        let limit = gatheredMax
        return keys.withState { state in
            guard state.buffers[Int(kind.rawValue)].count > limit else { return nil }
            let (bucket, entries) = state.buffers[Int(kind.rawValue)].next()
            return (bucket, entries, state.lastAdded)
        }
    }

    private func write(
        _ entries: [KeyBuffer.Entry], _ kind: ChangeKey.Kind, bucket: Int, upTo: Int64
    ) throws {
        let insert = hot.insertKey
        for entry in entries.sorted(by: { ($0.number, $0.sequence) < ($1.number, $1.sequence) }) {
            insert.bind(1, kind.rawValue)
            insert.bind(2, entry.number)
            insert.bind(3, entry.sequence)
            try insert.run()
        }
        let progress = try statements(
            "record the keys", "INSERT OR REPLACE INTO key_progress VALUES (?, ?, ?)")
        progress.bind(1, kind.rawValue)
        progress.bind(2, bucket)
        progress.bind(3, upTo)
        try progress.run()
    }

    /// Keys of each kind in memory at most, after a commit: 16 bytes each. More make fewer pages to
    /// write and more changes to read at the next start.
    static let gatheredMax = 131_072
}
