// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

/// What a connection's thread is given when it starts.
final class ConnectionThread {
    private let connection: Connection
    private let loop: ConnectionLoop

    init(connection: Connection, loop: ConnectionLoop) {
        self.connection = connection
        self.loop = loop
    }

    /// Starts the thread. Returns 0 or an error number.
    func start(_ thread: inout pthread_t) -> Int32 {
        let argument = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<ConnectionThread>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        if code != 0 { argument.release() }
        return code
    }

    private func run() {
        cmosquitto_name_thread("mqtt-connection")
        // A write to a dead socket must fail, not kill the process; later libraries leave it to us.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        loop.run(for: connection)
    }
}
