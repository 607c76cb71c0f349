// SPDX-License-Identifier: Apache-2.0
import Contract

/// A plain page for people, without scripts and without anything from elsewhere.
///
/// Every text that is added is escaped; markup comes from the methods alone.
struct HTMLPage {
    private let title: String
    private var body = ""

    init(title: String) { self.title = title }

    var text: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>\(Self.escape(title))</title>
        <meta name="viewport" content="width=device-width">
        <style>
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse } th, td { text-align: left; vertical-align: top;
        padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884 } code { overflow-wrap: anywhere }
        </style></head><body>
        <h1>\(Self.escape(title))</h1>
        \(body)</body></html>

        """
    }

    mutating func paragraph(_ text: String) { body += "<p>\(Self.escape(text))</p>\n" }

    mutating func code(_ text: String) { body += "<p><code>\(Self.escape(text))</code></p>\n" }

    /// - Parameter path: where on this server the link leads.
    mutating func link(_ text: String, to path: String) {
        body += "<p><a href=\"\(Self.escape(path))\">\(Self.escape(text))</a></p>\n"
    }

    /// A JSON value as nested tables.
    mutating func value(_ node: JSONNode) {
        switch node.kind {
        case .object: table(node.members.map { ($0.key, $0.value) })
        case .array: table(node.elements.enumerated().map { ("\($0.offset + 1)", $0.element) })
        default:
            let text = node.string ?? String(decoding: node.rawBytes, as: UTF8.self)
            body += "<code>\(Self.escape(text))</code>"
        }
    }

    private mutating func table(_ rows: [(String, JSONNode)]) {
        body += "<table>\n"
        for (name, node) in rows {
            let words = name.split(separator: "_").joined(separator: " ")
            body += "<tr><th scope=\"row\">\(Self.escape(words))</th><td>"
            value(node)
            body += "</td></tr>\n"
        }
        body += "</table>\n"
    }

    static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
