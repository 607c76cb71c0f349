// SPDX-License-Identifier: Apache-2.0
import Glibc
import Settings
import Testing

/// A folder of a test's own, mode 0700, that is gone afterwards.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/orderbell-configuration-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        path = try #require(made)
    }

    deinit {
        let files = files
        for name in files { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    private var files: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String, mode: mode_t = 0o600) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            try #require(count > 0)
            rest = rest.dropFirst(count)
        }
        try #require(fchmod(descriptor, mode) == 0)
        return file
    }

    /// Loads the folder's configuration.
    func load(
        flags: [ConfigurationFlag] = [], environment: [String: String] = [:]
    ) throws(ConfigurationFaults) -> Configuration {
        try Configuration.load(
            directory: path, file: nil, flags: flags, environment: environment)
    }

    /// What is wrong with the folder's configuration.
    func faults(
        flags: [ConfigurationFlag] = [], environment: [String: String] = [:]
    ) -> [ConfigurationFault] {
        do throws(ConfigurationFaults) {
            _ = try load(flags: flags, environment: environment)
            return []
        } catch {
            return error.faults
        }
    }
}
