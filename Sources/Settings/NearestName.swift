// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody probably meant.
enum NearestName {
    /// `, did you mean "…"?` for the nearest of `names`, or "" when none is near.
    static func hint(for name: String, among names: [String]) -> String {
        guard name.utf8.count <= 100 else { return "" }
        let nearest = names.map { (name: $0, distance: distance(name, $0)) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(2, name.utf8.count / 4) else { return "" }
        return ", did you mean \(nearest.name)?"
    }

    /// How many bytes must be put in, left out or replaced.
    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        var row = Array(0...other.count)
        for (line, byte) in one.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in other.indices {
                let replaced = diagonal + (byte == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[other.count]
    }
}
