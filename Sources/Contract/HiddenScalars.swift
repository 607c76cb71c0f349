// SPDX-License-Identifier: Apache-2.0

/// The characters that act on a display instead of appearing on it.
enum HiddenScalars {
    /// C0, DEL, C1; format characters (bidirectional controls, zero-width ones, the byte order
    /// mark, tags); line and paragraph separators; whatever else Unicode lets a display leave out.
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x300 {
            return scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value || scalar.value == 0xAD
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
