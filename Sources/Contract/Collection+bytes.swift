// SPDX-License-Identifier: Apache-2.0

extension Collection<UInt8> {
    /// Runs `body` on the bytes in one piece: where they are, or on a copy if they lie apart.
    ///
    /// Takes a generic caller to code that is compiled once, for one type.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = withContiguousStorageIfAvailable(body) { return result }
        return Array(self).withUnsafeBufferPointer(body)
    }
}
