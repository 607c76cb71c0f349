// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("The house style")
struct StyleTests {
    @Test("a source file has at most 400 lines, of at most 120 columns")
    func sizes() throws {
        for file in try SourceTree.swiftFiles(under: "Sources") {
            #expect(file.lines.count <= 400, "\(file.path)")
            let wide = file.lines.first { $0.count > 120 }
            #expect(wide == nil, "\(file.path): \(wide ?? "")")
        }
    }

    @Test("every file says its licence first")
    func licence() throws {
        for folder in ["Sources", "Tests", "Benchmarks"] {
            for file in try SourceTree.swiftFiles(under: folder) {
                #expect(
                    file.lines.first == "// SPDX-License-Identifier: Apache-2.0", "\(file.path)")
            }
        }
    }

    @Test("nothing in the sources may trap on what comes from outside")
    func traps() throws {
        for file in try SourceTree.swiftFiles(under: "Sources") {
            for word in ["try!", "fatalError(", " as! "] {
                let line = file.lines.first { $0.contains(word) && !$0.contains("//") }
                #expect(line == nil, "\(file.path): \(line ?? "")")
            }
        }
    }

    @Test("tests wait for events, never for time to pass")
    func sleeps() throws {
        let sleep = "Task." + "sleep"
        for file in try SourceTree.swiftFiles(under: "Tests") {
            #expect(!file.lines.contains { $0.contains(sleep) }, "\(file.path)")
        }
    }
}
