// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Certificates made for one test by the openssl program.
struct Certificates {
    let folder: TestFolder
    var caFile: String { folder.file("ca.pem") }

    init() throws {
        folder = try TestFolder()
        chmod(folder.path, 0o755)
        try openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test CA",
            "-keyout", folder.file("ca.key"), "-out", caFile,
        ])
    }

    /// Makes a certificate signed by the CA. Returns its file and its key's file.
    func issue(_ name: String, subjectAltName: String) throws -> (file: String, key: String) {
        let (file, key) = (folder.file("\(name).pem"), folder.file("\(name).key"))
        let request = folder.file("\(name).csr")
        try openssl([
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", key, "-out",
            request,
        ])
        let extensions = try folder.write("\(name).ext", "subjectAltName=\(subjectAltName)\n")
        try openssl([
            "x509", "-req", "-in", request, "-CA", caFile, "-CAkey", folder.file("ca.key"),
            "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", file,
        ])
        chmodForBroker(key)
        return (file, key)
    }

    /// Lines that make a broker speak TLS with a certificate.
    func brokerLines(_ certificate: (file: String, key: String)) -> String {
        """
        allow_anonymous true
        certfile \(certificate.file)
        keyfile \(certificate.key)
        cafile \(caFile)
        """
    }

    private func openssl(_ arguments: [String]) throws {
        try ChildProcess.run("/usr/bin/openssl", arguments, log: folder.file("openssl.log"))
    }
}
