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
        check(found.root == ROOT && found.dataHash == HASH && found.version == 1);
        equal(found.leaves, 3);
        equal(found.total, 7);
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
        vm.warp(GENESIS + EPOCH);
        vm.prank(sessions);
        ledger.anchor(0, 0, pair(first, second), 2, 11, HASH);
        check(ledger.verify(0, 0, one, list(second)) && ledger.verify(0, 0, two, list(first)));
        check(!ledger.verify(0, 0, one, list()));
        check(!ledger.verify(0, 0, bytes.concat(first, second), list()));
        check(!ledger.verify(1, 0, one, list(second)));
    }
}
