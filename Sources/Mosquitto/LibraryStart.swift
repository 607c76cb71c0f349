// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto

/// The one start of libmosquitto in this process. It is never shut down again: another connection,
/// or other code in the process, may still use it.
enum LibraryStart {
    // mosquitto_lib_init is not thread-safe; a global's initialiser runs once, under Swift's lock.
    private static let code: Int32 = mosquitto_lib_init()

    /// Starts the library on the first call and checks that it is one this code knows.
    static func ensure() throws(MosquittoError) {
        try MosquittoError.check(code, "start libmosquitto")
        var major: Int32 = 0
        var minor: Int32 = 0
        var revision: Int32 = 0
        _ = mosquitto_lib_version(&major, &minor, &revision)
        guard major == 2 else {
            throw MosquittoError(
                code: MOSQ_ERR_NOT_SUPPORTED.rawValue, operation: "start libmosquitto",
                detail: "version \(major).\(minor).\(revision), need 2.x")
        }
    }
}
