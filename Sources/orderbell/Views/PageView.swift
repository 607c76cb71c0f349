// SPDX-License-Identifier: Apache-2.0
internal import Contract

/// The end of a list that goes on.
enum PageView {
    static func more(_ list: JSONNode) -> [Block] {
        guard let cursor = list["cursor"]?.string else { return [] }
        return [.line(Cell("More with: --cursor \(cursor)", .faint))]
    }
}
