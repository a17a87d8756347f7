// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title Whether a signature is a contract account's own
/// @notice Never deployed: run by `eth_call`, it asks the account (EIP-1271) and answers with one byte where a contract's
/// code would be: 1 if the signature holds. An account that is not deployed yet is made before, as its wallet says
/// (EIP-6492). Whatever goes wrong in foreign code is a no.
contract SignatureCheck {
    /// @param creation what to call `factory` with, so that it makes `account`; nothing, and no factory, if it is there
    constructor(address account, bytes32 hash, bytes memory signature, address factory, bytes memory creation) {
        (bool made,) = factory.call(creation);
        bytes4 yes = IERC1271.isValidSignature.selector;
        (bool answered, bytes memory answer) = account.staticcall(abi.encodeWithSelector(yes, hash, signature));
        bool holds = made && answered && bytes32(answer) == yes;
        assembly ("memory-safe") {
            mstore8(0, holds)
            return(0, 1)
        }
    }
}
