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

    function test_CorrectsOnlyWhatIsAnchoredAndOnlyByTheKindsRole() public {
        vm.warp(GENESIS + EPOCH);
        vm.expectRevert(abi.encodeWithSelector(EpochLedger.EpochNotAnchored.selector, 0, 0));
        vm.prank(sessions);
        ledger.correct(0, 0, ROOT, 3, 7, HASH);
        anchorBoth(0);
        expectUnauthorized(performance, ledger.SESSIONS_ROLE());
        vm.prank(performance);
        ledger.correct(0, 0, ROOT, 3, 7, HASH);
        vm.roll(block.number + 5);
        vm.expectEmit();
        emit EpochLedger.Anchored(0, 1, 2, ROOT, 3, 7, HASH);
        vm.prank(performance);
        ledger.correct(0, 1, ROOT, 3, 7, HASH);
        EpochLedger.Anchor memory found = ledger.anchorOf(0, 1);
        check(found.commitment == ledger.commitmentOf(ROOT, 3, 7, HASH));
        equal(found.blockNumber, block.number);
        equal(ledger.anchorOf(0, 0).version, 1);
        vm.prank(performance);
        ledger.correct(0, 1, ROOT, 3, 7, HASH);
        equal(ledger.anchorOf(0, 1).version, 3);
    }

    function test_NothingIsAnchoredBeforeItIs() public {
        EpochLedger.Anchor memory found = ledger.anchorOf(0, 0);
        check(found.version == 0 && found.blockNumber == 0 && found.commitment == 0);
        anchorBoth(0);
        vm.expectRevert(abi.encodeWithSelector(EpochLedger.EpochNotAnchored.selector, 1, 0));
        ledger.versionsHash(0, 1);
    }

    function testFuzz_CommitsToTheContentsTheEventTells(bytes32 root, uint64 leaves, uint256 total, bytes32 dataHash)
        public
    {
        vm.warp(GENESIS + EPOCH);
        vm.expectEmit();
        emit EpochLedger.Anchored(0, 1, 1, root, leaves, total, dataHash);
        vm.prank(performance);
        ledger.anchor(0, 1, root, leaves, total, dataHash);
        check(ledger.anchorOf(0, 1).commitment == bytes25(keccak256(abi.encode(root, leaves, total, dataHash))));
    }

    function test_OnlyTheVaultSettles() public {
        expectUnauthorized(stranger, ledger.SETTLER_ROLE());
        vm.prank(stranger);
        ledger.settle(1);
    }
}
