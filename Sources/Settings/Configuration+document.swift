// SPDX-License-Identifier: Apache-2.0

/// What is written from the table of keys.
extension Configuration {
    /// What `orderbell init` writes: every key with its default, commented out and explained.
    package static func commentedYAML() -> String {
        var lines = [
            "# Orderbell's configuration. Each key is shown with its default: take away \"# \" to",
            "# change it.",
            "# Stronger than this file: the environment (the name stands at each key), then flags.",
            "# Relative paths start at this file's folder. Check with: orderbell config check",
        ]
        var section: Substring = ""
        for key in ConfigurationKey.all {
            if key.section != section {
                section = key.section
                lines += ["", "\(section):"]
            }
            lines += wrap(key.help, after: "  ## ")
            lines.append("  ## \(key.type) · \(key.environment)")
            let name = key.path.dropFirst(section.count + 1)
            lines.append("  # \(name): \(scalar(key.defaultText))")
        }
        lines += wrap(ConfigurationKey.eventFormatHelp, after: "  ## ")
        lines.append("  # format.new_order: full")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table of `docs/configuration.md`.
    package static func markdownTable() -> String {
        var rows = [
            "| key | environment | type, unit, range | default | takes effect | meaning |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for key in ConfigurationKey.all {
            let text = key.defaultText
            let shown = text.isEmpty ? "none" : "`\(text)`"
            let effect = key.needsRestart ? "restart" : "reload"
            rows.append(
                "| `\(key.path)` | `\(key.environment)` | \(cell(key.type)) | \(shown) "
                    + "| \(effect) | \(cell(key.help)) |")
        }
        rows.append(
            "| `partners.format.EVENT_TYPE` | none | partner setting | none | reload "
                + "| \(ConfigurationKey.eventFormatHelp) |")
        return rows.joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// A default as YAML. Defaults are plain words but for the empty one.
    private static func scalar(_ text: String) -> String { text.isEmpty ? "\"\"" : text }

    private static func wrap(_ text: String, after start: String) -> [String] {
        var lines: [String] = []
        var line = start
        for word in text.split(separator: " ") {
            if line.count + word.count > 98, line.count > start.count {
                lines.append(line)
                line = start
            }
            line += line.count > start.count ? " \(word)" : String(word)
        }
        lines.append(line)
        return lines
    }
}
