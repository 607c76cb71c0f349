// SPDX-License-Identifier: Apache-2.0
package import Hummingbird
import NIOCore

/// What a request knows of its connection.
package struct APIRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection: an answer without end closes it when its reader stops reading.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
