// SPDX-License-Identifier: Apache-2.0
internal import Delivery
internal import Glibc

/// What no single key can tell: values that don't fit together, and the files they name.
extension ConfigurationLoader {
    mutating func check() {
        checkFolder()
        checkCredentials()
        checkEncryption()
        checkListeners()
        checkPartners()
        checkFileMode()
    }

    /// Blames the place where `key` was said.
    private mutating func blame(_ key: String, _ advice: String) {
        let place = configuration.sources[key]?.description ?? ""
        fail(place, key, advice)
    }

    private mutating func checkFolder() {
        let path = configuration.folder.path
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
            return fail(
                path, "", "no such folder; make one with: orderbell init --dir \(path)")
        }
        if info.st_mode & 0o002 != 0, info.st_mode & S_ISVTX == 0 {
            fail(path, "", "everybody may write to this folder; chmod 700 \(path)")
        }
    }

    private mutating func checkCredentials() {
        let broker = configuration.broker
        if let name = broker.username, let other = broker.url.credentials?.username, name != other {
            blame("broker.username", "another user name than in broker.url; give it once")
        }
        if let file = broker.passwordFile {
            if broker.url.credentials?.password != nil {
                blame("broker.password_file", "broker.url holds a password too; give one")
            }
            if broker.credentials == nil {
                blame("broker.password_file", "a password without broker.username")
            }
            do {
                configuration.broker.password = try SecretFile.read(file)
            } catch {
                blame("broker.password_file", error.advice)
            }
        }
        if configuration.broker.credentials?.password != nil, !broker.url.isEncrypted,
            !broker.url.addresses.allSatisfy(\.isLoopback)
        {
            configuration.warnings.append(
                "The broker's password crosses the network in the clear; use mqtts:// instead.")
        }
    }

    private mutating func checkEncryption() {
        let broker = configuration.broker
        let files = [
            ("broker.ca_file", broker.caFile),
            ("broker.certificate_file", broker.certificateFile),
            ("broker.key_file", broker.keyFile),
        ]
        for (key, path) in files {
            guard let path else { continue }
            if !broker.url.isEncrypted { blame(key, "needs a broker.url with mqtts://") }
            checkReadable(key, path, isPrivate: key == "broker.key_file")
        }
        if (broker.certificateFile == nil) != (broker.keyFile == nil) {
            let given = broker.keyFile == nil ? "broker.certificate_file" : "broker.key_file"
            blame(given, "broker.certificate_file and broker.key_file come together")
        }
    }

    private mutating func checkReadable(_ key: String, _ path: String, isPrivate: Bool) {
        do {
            let file = try BoundedFile(reading: path, bytesMax: Self.fileBytesMax)
            if isPrivate, !file.isPrivate {
                blame(key, "must belong to you and be closed to others: chmod 600 \(path)")
            }
        } catch {
            blame(key, "\(path) \(error.advice)")
        }
    }

    private mutating func checkListeners() {
        let (http, ops) = (configuration.http, configuration.ops)
        for (section, listener) in [("http", http), ("ops", ops)]
        where !listener.address.isLoopback && !listener.allowsPlaintext {
            blame(
                "\(section).address",
                "\(listener.address.host) is reached from other machines, without TLS; listen on "
                    + "127.0.0.1, or set \(section).allow_plaintext behind a proxy that adds TLS")
        }
        if http.address == ops.address, http.address.port != 0 {
            blame("ops.address", "the same as http.address; each needs one of its own")
        }
    }

    private mutating func checkPartners() {
        let partners = configuration.partners
        if partners.processByMilliseconds < partners.deliverByMilliseconds {
            blame("partners.process_by", "before deliver_by; both count from acceptance")
        }
        if partners.retry.maxMilliseconds < partners.retry.firstMilliseconds {
            blame("partners.retry_max", "less than retry_first")
        }
    }

    private mutating func checkFileMode() {
        guard let mode = fileMode, let file = configuration.file else { return }
        if mode & 0o002 != 0 {
            fail(file, "", "everybody may write to this file; chmod 600 \(file)")
        }
        guard case .file = configuration.sources["broker.url"],
            configuration.broker.url.credentials?.password != nil
        else { return }
        if mode & 0o077 != 0 {
            blame("broker.url", "holds a password others can read; chmod 600 \(file)")
        } else {
            configuration.warnings.append(
                "broker.url holds a password; broker.password_file keeps it out of \(file).")
        }
    }
}
