// SPDX-License-Identifier: Apache-2.0

/// Keys of one kind that are not yet in the table of keys, in buckets by their first bits.
struct KeyBuffer: Sendable {
    struct Entry: Sendable {
        let number: Int64
        let sequence: Int64
    }

    private var buckets = [[Entry]](repeating: [], count: Self.bucketCount)
    /// How many of a bucket's entries the transaction under way has written to the table; they are
    /// kept until it commits, for readers who do not see that table yet.
    private var written: [Int: Int] = [:]
    /// The bucket that is written next: each in its turn, so that none grows old.
    private var turn = 0
    /// Entries that are not written.
    private(set) var count = 0

    static let bucketBits: Int64 = 9
    static let bucketCount = 1 << bucketBits

    /// Neighbours in the table are neighbours here.
    static func bucket(of number: Int64) -> Int {
        Int(truncatingIfNeeded: UInt64(bitPattern: number) >> UInt64(64 - bucketBits))
    }

    mutating func add(_ number: Int64, _ sequence: Int64) {
        buckets[Self.bucket(of: number)].append(Entry(number: number, sequence: sequence))
        count += 1
    }

    func forEach(_ number: Int64, _ body: (Int64) -> Void) {
        for entry in buckets[Self.bucket(of: number)] where entry.number == number {
            body(entry.sequence)
        }
    }

    /// The bucket whose turn it is, to be written to the table now.
    mutating func next() -> (bucket: Int, entries: [Entry]) {
        let bucket = turn
        turn = (turn + 1) % Self.bucketCount
        let entries = Array(buckets[bucket].dropFirst(written[bucket] ?? 0))
        written[bucket] = buckets[bucket].count
        count -= entries.count
        return (bucket, entries)
    }

    mutating func commit() {
        for (bucket, count) in written { buckets[bucket].removeFirst(count) }
        written.removeAll()
    }

    /// - Parameter last: the last change that stays.
    mutating func rollBack(to last: Int64) {
        written.removeAll()
        for bucket in buckets.indices { buckets[bucket].removeAll { $0.sequence > last } }
        count = buckets.reduce(0) { $0 + $1.count }
    }
}
