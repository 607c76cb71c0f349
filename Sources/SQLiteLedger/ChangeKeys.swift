// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Finds changes by event id and by order id: the newest in memory, the others in a table.
///
/// Such ids come in no order, so an index of them costs a page of the file per change, far more
/// than all else a change writes. Here they are gathered in buckets, and whole buckets are written:
/// many neighbours to a page. After a crash the gathered ones are read from the last changes; how
/// far each bucket has come stands in `key_progress`, in the transaction that wrote it.
final class ChangeKeys: Sendable {
    /// What is not in the table, and up to which change that is complete.
    struct State: Sendable {
        var buffers = [KeyBuffer](repeating: KeyBuffer(), count: ChangeKey.Kind.allCases.count)
        var lastAdded: Int64 = 0
        var lastCommitted: Int64 = 0

        mutating func add(event: String, order: String, sequence: Int64) {
            for key in [ChangeKey(event: event), ChangeKey(order: order)] {
                buffers[Int(key.kind.rawValue)].add(key.number, sequence)
            }
            lastAdded = sequence
        }

        func sequences(of key: ChangeKey) -> [Int64] {
            var found: [Int64] = []
            buffers[Int(key.kind.rawValue)].forEach(key.number) { found.append($0) }
            return found
        }
    }

    private let state: Mutex<State>

    init(_ state: State) { self.state = Mutex(state) }

    /// Taken before a snapshot begins, it holds all that the snapshot's table lacks, but for the
    /// changes after ``State/lastCommitted``.
    var current: State { state.withLock { $0 } }

    func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in body(&state) }
    }

    func commit() {
        state.withLock { state in
            guard state.lastAdded != state.lastCommitted else { return }
            for index in state.buffers.indices { state.buffers[index].commit() }
            state.lastCommitted = state.lastAdded
        }
    }

    func rollBack() {
        state.withLock { state in
            guard state.lastAdded != state.lastCommitted else { return }
            for index in state.buffers.indices {
                state.buffers[index].rollBack(to: state.lastCommitted)
            }
            state.lastAdded = state.lastCommitted
        }
    }

    /// Reads what a stopped process had gathered.
    static func load(_ statements: StatementCache) throws -> ChangeKeys {
        let none = [Int64](repeating: 0, count: KeyBuffer.bucketCount)
        var progress = [[Int64]](repeating: none, count: ChangeKey.Kind.allCases.count)
        try statements("read the keys", "SELECT kind, bucket, up_to FROM key_progress")
            .forEachRow { row in
                guard let kind = ChangeKey.Kind(rawValue: row.int(0)),
                    progress[0].indices.contains(Int(row.int(1)))
                else { throw RecordRow.corrupt("the progress of the keys is unreadable") }
                progress[Int(kind.rawValue)][Int(row.int(1))] = row.int(2)
            }
        var state = State()
        let rest = try statements(
            "read the keys",
            "SELECT sequence, event_id, order_id FROM changes WHERE sequence > ? ORDER BY sequence")
        rest.bind(1, progress.joined().min() ?? 0)
        try rest.forEachRow { row in
            let sequence = row.int(0)
            for key in [ChangeKey(event: row.text(1)), ChangeKey(order: row.text(2))] {
                let kind = Int(key.kind.rawValue)
                guard sequence > progress[kind][KeyBuffer.bucket(of: key.number)] else { continue }
                state.buffers[kind].add(key.number, sequence)
            }
            state.lastAdded = sequence
        }
        state.lastCommitted = state.lastAdded
        return ChangeKeys(state)
    }
}
