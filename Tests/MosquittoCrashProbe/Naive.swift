// SPDX-License-Identifier: Apache-2.0

internal import CMosquitto
internal import Glibc

/// Receives as most programs over libmosquitto do, with `mosquitto_loop` and the work in the
/// message callback, and dies there before the work is done. The library has acknowledged the
/// message already: it is lost. This is the control which shows that the test can see a loss.
func runNaive(_ plan: CrashPlan) {
    mosquitto_lib_init()
    guard let client = mosquitto_new(plan.clientID, false, nil) else { exit(3) }
    mosquitto_message_callback_set(client) { _, _, _ in _exit(9) }
    guard mosquitto_connect(client, "127.0.0.1", Int32(plan.port), 30) == 0 else { exit(3) }
    while mosquitto_loop(client, 1000, 1) == 0 {}
    exit(4)
}
