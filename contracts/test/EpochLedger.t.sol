// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {Fixture} from "./Fixture.sol";

contract EpochLedgerTest is Fixture {
    bytes32 private constant ROOT = bytes32(uint256(1));
    bytes32 private constant HASH = bytes32(uint256(2));

    function setUp() public {
        deploy();
    }

    function test_AnchorsAnEpochAfterItsEnd() public {
        vm.warp(GENESIS + EPOCH - 1);
        vm.expectPartialRevert(EpochLedger.EpochNotEnded.selector);
        vm.prank(sessions);
        ledger.anchor(0, 0, ROOT, 3, 7, HASH);
        vm.warp(GENESIS + EPOCH);
        vm.expectEmit();
        emit EpochLedger.Anchored(0, 0, 1, ROOT, 3, 7, HASH);
        vm.prank(sessions);
        ledger.anchor(0, 0, ROOT, 3, 7, HASH);
        EpochLedger.Anchor memory found = ledger.anchorOf(0, 0);
        check(found.commitment == bytes25(keccak256(abi.encode(ROOT, uint64(3), uint256(7), HASH))));
        equal(found.version, 1);
        equal(found.blockNumber, block.number);
    }

    function test_AnchorsEachKindInTheOrderOfEpochs() public {
        vm.warp(GENESIS + 10 * EPOCH);
        vm.expectPartialRevert(EpochLedger.EpochNotNext.selector);
        vm.prank(sessions);
        ledger.anchor(1, 0, ROOT, 3, 7, HASH);
        anchorBoth(0);
        vm.expectPartialRevert(EpochLedger.EpochNotNext.selector);
        vm.prank(sessions);
        ledger.anchor(0, 0, ROOT, 3, 7, HASH);
        anchorBoth(1);
    }

    function test_EachKindHasItsOwnRole() public {
        vm.warp(GENESIS + EPOCH);
        expectUnauthorized(sessions, ledger.PERFORMANCE_ROLE());
        vm.prank(sessions);
        ledger.anchor(0, 1, ROOT, 3, 7, HASH);
        vm.expectPartialRevert(EpochLedger.EpochKindUnknown.selector);
        vm.prank(sessions);
        ledger.anchor(0, 2, ROOT, 3, 7, HASH);
    }

    function test_CorrectsUntilAFinalRootNamesTheVersion() public {
        anchorBoth(0);
        vm.prank(sessions);
        ledger.correct(0, 0, HASH, 4, 8, ROOT);
        equal(ledger.anchorOf(0, 0).version, 2);
        uint256 id = propose(0, 0, bytes32(0), 0);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(id);
        vm.expectPartialRevert(EpochLedger.EpochSettled.selector);
        vm.prank(sessions);
        ledger.correct(0, 0, HASH, 4, 8, ROOT);
    }

    function test_OnlyTheVaultSettles() public {
        expectUnauthorized(stranger, ledger.SETTLER_ROLE());
        vm.prank(stranger);
        ledger.settle(1);
    }

    function test_VerifiesALeafByItsFieldsAndNoInnerNode() public {
        bytes memory one = abi.encode(uint64(0), address(0xA), uint256(5));
        bytes memory two = abi.encode(uint64(0), address(0xB), uint256(6));
        bytes32 first = keccak256(bytes.concat(keccak256(one)));
        bytes32 second = keccak256(bytes.concat(keccak256(two)));
        bytes32 root = pair(first, second);
        vm.warp(GENESIS + EPOCH);
        vm.prank(sessions);
        ledger.anchor(0, 0, root, 2, 11, HASH);
        check(verified(0, root, 2, one, list(second)) && verified(0, root, 2, two, list(first)));
        check(!verified(0, root, 2, one, list()));
        check(!verified(0, root, 2, bytes.concat(first, second), list()));
        check(!verified(1, root, 2, one, list(second)));
        check(!verified(0, root, 3, one, list(second)));
        check(!verified(0, first, 2, one, list()));
    }

    function verified(uint64 epoch, bytes32 root, uint64 leaves, bytes memory fields, bytes32[] memory proof)
        private
        view
        returns (bool)
    {
        return ledger.verify(epoch, 0, root, leaves, 11, HASH, fields, proof);
    }
}
