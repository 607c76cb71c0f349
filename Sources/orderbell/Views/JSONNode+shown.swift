// SPDX-License-Identifier: Apache-2.0
internal import Contract

extension JSONNode {
    /// The value as people read it; nothing stands as a dash.
    var shown: String {
        if isNull { return "–" }
        return string ?? String(decoding: rawBytes, as: UTF8.self)
    }

    /// A member as people read it; a dash for one that is not there.
    func shown(_ key: String) -> String { self[key]?.shown ?? "–" }

    /// A member that is a moment, short enough for a table: `2026-03-02 06:00:55`, in UTC.
    func time(_ key: String) -> String {
        guard let moment = self[key]?.timestamp else { return shown(key) }
        return String(moment.rfc3339.prefix(19).replacing("T", with: " "))
    }
}
