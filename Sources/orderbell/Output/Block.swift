// SPDX-License-Identifier: Apache-2.0

/// A part of what a command shows to people.
enum Block: Sendable {
    /// One line; escaped where it is shown.
    case line(Cell)
    case table(Table)
    /// Names and values, one pair a line.
    case fields([(name: String, value: Cell)])
    case blank
}
