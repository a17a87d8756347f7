// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureCheck} from "../src/SignatureCheck.sol";
import {Fixture} from "./Fixture.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @dev What `eth_call` gets is what would be the contract's code.
contract SignatureCheckTest is Fixture {
    bytes32 private constant HASH = keccak256("text");
    bytes private constant SIGNATURE = "signature";

    Maker private maker;
    address private account;

    function setUp() public {
        maker = new Maker();
        account = maker.account();
    }

    function test_AnAccountIsAsked() public {
        maker.make();
        check(holds(HASH, SIGNATURE));
    }

    function test_AnAccountIsMadeAndAsked() public {
        check(holds(HASH, SIGNATURE, abi.encodeCall(Maker.make, ())));
    }

    function test_AnAccountThatSaysNoIsBelieved() public {
        maker.make();
        check(!holds(keccak256("another"), SIGNATURE));
        check(!holds(HASH, "another"));
    }

    function test_AnAccountThatFailsSaysNo() public {
        maker.make();
        check(!holds(HASH, "revert"));
        check(!holds(HASH, "yes, and revert"));
        check(!holds(HASH, "invalid"));
    }

    function test_WhatIsNoAccountSaysNo() public {
        check(!holds(HASH, SIGNATURE));
        account = address(4); // It answers with what it was asked.
        check(!holds(HASH, SIGNATURE));
    }

    function test_AFactoryThatFailsOrMakesNothingProvesNothing() public {
        check(!holds(HASH, SIGNATURE, abi.encodeCall(Maker.makeNothing, ())));
        maker.make();
        check(!holds(HASH, SIGNATURE, abi.encodeCall(Maker.make, ())));
    }

    function holds(bytes32 hash, bytes memory signature) private returns (bool) {
        return answer(new SignatureCheck(account, hash, signature, address(0), ""));
    }

    function holds(bytes32 hash, bytes memory signature, bytes memory creation) private returns (bool) {
        return answer(new SignatureCheck(account, hash, signature, address(maker), creation));
    }

    function answer(SignatureCheck made) private view returns (bool) {
        equal(address(made).code.length, 1);
        return address(made).code[0] == 0x01;
    }
}

/// @dev Makes one account.
contract Maker {
    bytes32 private constant SALT = "salt";

    function account() external view returns (address) {
        bytes32 code = keccak256(type(OneText).creationCode);
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"ff", address(this), SALT, code)))));
    }

    function make() external {
        new OneText{salt: SALT}();
    }

    function makeNothing() external {}
}

/// @dev An account for which one signature of one text holds, and that fails at some others.
contract OneText is IERC1271 {
    function isValidSignature(bytes32 hash, bytes calldata signature) external pure returns (bytes4) {
        bytes32 known = keccak256(signature);
        bytes4 yes = IERC1271.isValidSignature.selector;
        if (known == keccak256("revert")) revert("no");
        if (known == keccak256("yes, and revert")) {
            assembly {
                mstore(0, yes)
                revert(0, 32)
            }
        }
        if (known == keccak256("invalid")) {
            assembly {
                invalid()
            }
        }
        return hash == keccak256("text") && known == keccak256("signature") ? yes : bytes4(0xffffffff);
    }
}
