// SPDX-License-Identifier: Apache-2.0
#ifndef ORDERBELL_CMOSQUITTO_SHIM_H
#define ORDERBELL_CMOSQUITTO_SHIM_H

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

/// A non-blocking event counter, closed on exec. The flags are macros Swift cannot see.
static inline int cmosquitto_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/// Names the calling thread, in 15 bytes; `pthread_setname_np` needs `_GNU_SOURCE`.
static inline void cmosquitto_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

/// Linux's `POLLRDHUP` (the peer closed its half), which `<poll.h>` hides without `_GNU_SOURCE`.
static inline short cmosquitto_pollrdhup(void) {
    return 0x2000;
}

/// While corked, small writes to a TCP socket are gathered; uncorking sends what is left at once.
static inline void cmosquitto_cork(int descriptor, int corked) {
    setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &corked, sizeof corked);
}

/// The error waiting on a socket, 0 if there is none. Reading it clears it.
static inline int cmosquitto_socket_error(int descriptor) {
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return 0;
    return error;
}

#endif
