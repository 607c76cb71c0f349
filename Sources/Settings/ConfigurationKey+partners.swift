// SPDX-License-Identifier: Apache-2.0
internal import Contract
internal import Delivery

extension ConfigurationKey {
    /// What new partners start with: every setting of a partner but its name.
    static let partners: [ConfigurationKey] = PartnerSettings.keys
        .filter { $0.name != "name" }
        .map { setting in
            partner(setting.name, help: setting.help) { setting.read($0) }
        }

    /// `partners.format.EVENT_TYPE`; nil for any other path. It has no environment variable.
    static func eventFormat(_ path: String) -> ConfigurationKey? {
        let start = eventFormatStart
        guard path.hasPrefix(start) else { return nil }
        let type = String(path.dropFirst(start.count))
        return partner("format.\(type)", help: eventFormatHelp) {
            $0.formats[type]?.rawValue ?? ""
        }
    }

    static let eventFormatStart = "partners.format."
    static let eventFormatHelp = "The format for one event type, such as partners.format.new_order."

    private static func partner(
        _ name: String, help: String, read: @escaping @Sendable (PartnerSettings) -> String
    ) -> ConfigurationKey {
        ConfigurationKey(
            "partners.\(name)", type: "partner setting", help: sentence(help),
            needsRestart: false,
            read: { read($0.partners) },
            write: { configuration, text, _ throws(ValueFault) in
                do throws(SettingFault) {
                    try configuration.partners.set(name, to: text)
                } catch {
                    throw ValueFault(error.advice)
                }
            })
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
