// SPDX-License-Identifier: Apache-2.0
import Contract
import Delivery
import Settings
import Testing

@Suite("Keys: one table for struct, file, environment and documents")
struct KeyTests {
    @Test("every stored value of the configuration has its key")
    func completeness() {
        let configuration = Configuration(folder: Folder(""))
        let sections: [Any] = [
            configuration.broker, configuration.http, configuration.ops, configuration.ledger,
            configuration.limits, configuration.log,
        ]
        let values = sections.map { Mirror(reflecting: $0).children.count }.reduce(0, +)
        let keys = ConfigurationKey.all.filter { $0.section != "partners" }

        // The password comes from its file; the topics' root is a value of its own.
        #expect(keys.count == values - 1 + 1)
        #expect(
            ConfigurationKey.all.count - keys.count
                == PartnerSettings.keys.filter { $0.name != "name" }.count)
    }

    @Test("paths and variables are unique and follow one rule")
    func names() {
        let keys = ConfigurationKey.all

        #expect(Set(keys.map(\.path)).count == keys.count)
        #expect(Set(keys.map(\.environment)).count == keys.count)
        #expect(
            keys.allSatisfy {
                !$0.help.isEmpty && $0.help.hasSuffix(".") && !$0.type.isEmpty
                    && $0.environment.hasPrefix("ORDERBELL_")
            })
        let fixed = ["ORDERBELL_BROKER", "ORDERBELL_HTTP", "ORDERBELL_OPS", "ORDERBELL_LEDGER"]
        #expect(Set(fixed).isSubset(of: keys.map(\.environment)))
    }

    @Test("the file init writes says the defaults, commented out or not")
    func commentedFile() throws {
        let folder = try TemporaryFolder()
        let text = Configuration.commentedYAML()
        let live = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("format.new_order") }
            .map { $0.hasPrefix("  # ") ? "  " + $0.dropFirst(4) : String($0) }
            .joined(separator: "\n")

        for yaml in [text, live] {
            try folder.write(yaml, to: "orderbell.yaml")
            let configuration = try folder.load()
            let defaults = Configuration(folder: Folder(folder.path))

            #expect(configuration.differences(from: defaults) == [])
        }
        #expect(try folder.load().sources.count == ConfigurationKey.all.count)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("the table of the documentation has a line for every key")
    func table() {
        let lines = Configuration.markdownTable().split(separator: "\n")

        #expect(lines.count == ConfigurationKey.all.count + 3)
        for (line, key) in zip(lines.dropFirst(2), ConfigurationKey.all) {
            #expect(line.hasPrefix("| `\(key.path)` | `\(key.environment)` |"))
            #expect(line.replacing("\\|", with: "").count { $0 == "|" } == 7)
        }
    }

    @Test("a reload tells every change, and whether it must wait for a restart")
    func differences() throws {
        let folder = try TemporaryFolder()
        try folder.write("one", to: "password")
        let yaml = "broker: {username: u, password_file: password}\n"
        try folder.write(yaml, to: "orderbell.yaml")
        let old = try folder.load()
        try folder.write("two", to: "password")
        let more = "log: {level: debug}\nhttp: {address: \"127.0.0.1:9\"}\n"
        try folder.write(
            yaml + more + "partners: {format.new_order: full}", to: "orderbell.yaml")

        let changes = try folder.load().differences(from: old)

        #expect(
            changes.map { "\($0.key) \($0.needsRestart)" } == [
                "broker.password_file true", "http.address true", "log.level false",
                "partners.format.new_order false",
            ])
        #expect(changes[2].old == "info" && changes[2].new == "debug")
        #expect(old.differences(from: old) == [])
    }
}
