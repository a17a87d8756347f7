// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

/// @dev From proposal to final root: order, versions, caps, vetoes, and a thief with the proposer's key.
contract ProposalsTest is Fixture {
    address private constant ALICE = address(0xA1);
    address private constant THIEF = address(0x7F);

    function setUp() public {
        deploy();
        vm.prank(stranger);
        vault.fund{value: 500 ether}();
    }

    function test_AnyoneMakesAProposalFinalAfterItsDelay() public {
        anchorBoth(0);
        bytes32 root = leaf(0, ALICE, 1 ether);
        vm.expectEmit();
        emit RewardsVault.RootProposed(1, 0, 0, 0, root, 1 ether, 0);
        uint256 id = propose(0, 0, root, 1 ether);
        equal(vault.proposalOfEpoch(0), id);
        check(vault.proposal(id).state == RewardsVault.State.Pending);
        vm.warp(block.timestamp + CHALLENGE - 1);
        vm.expectPartialRevert(RewardsVault.VaultTooEarly.selector);
        vault.finalise(id);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, 1 ether, list());
        vm.warp(block.timestamp + 1);
        vm.expectEmit();
        emit RewardsVault.RootFinalised(id, 0);
        vm.expectEmit();
        emit EpochLedger.Settled(1);
        vm.prank(stranger);
        vault.finalise(id);
        check(vault.proposal(id).state == RewardsVault.State.Final);
        check(vault.rootOf(0) == root);
        equal(vault.totalOf(0), 1 ether);
        vm.expectPartialRevert(RewardsVault.VaultNotPending.selector);
        vault.finalise(id);
        vm.expectPartialRevert(RewardsVault.VaultNotPending.selector);
        vm.prank(guardian);
        vault.veto(id);
    }

    function test_KeepsWhatWasProposed() public {
        anchorBoth(0);
        bytes32 versions = ledger.versionsHash(0, 0);
        vm.prank(proposer);
        vault.propose(0, 0, "root", 3 ether, "rules", versions, "file");
        RewardsVault.Proposal memory found = vault.proposal(1);
        check(found.root == "root" && found.rulesetHash == "rules" && found.dataHash == "file");
        check(found.ledgerVersions == versions);
        equal(found.periodTotal, 3 ether);
        equal(found.raise, 3 ether);
        equal(found.finalAt, block.timestamp + CHALLENGE);
        check(vault.proposal(2).state == RewardsVault.State.None);
    }

    function test_OnlyItsRoleProposes() public {
        anchorBoth(0);
        bytes32 versions = ledger.versionsHash(0, 0);
        expectUnauthorized(guardian, vault.PROPOSER_ROLE());
        vm.prank(guardian);
        vault.propose(0, 0, 0, 0, 0, versions, 0);
    }

    function test_SeveralMayBePendingAndBecomeFinalInOrder() public {
        anchorBoth(0);
        uint256 first = propose(0, 0, leaf(0, ALICE, 1), 1);
        anchorBoth(1);
        uint256 second = propose(1, 1, leaf(0, ALICE, 2), 2);
        equal(vault.proposal(second).raise, 1);
        vm.warp(block.timestamp + CHALLENGE);
        vm.expectPartialRevert(RewardsVault.VaultNotNext.selector);
        vault.finalise(second);
        vault.finalise(first);
        vault.finalise(second);
        equal(vault.nextFinalEpoch(), 2);
        equal(ledger.settledEpochs(), 2);
    }

    function test_AVetoDropsTheSuccessorsAndTheEpochsCanBeProposedAgain() public {
        for (uint64 epoch = 0; epoch < 3; ++epoch) {
            anchorBoth(epoch);
            propose(epoch, epoch, leaf(0, ALICE, epoch + 1), uint256(epoch + 1) * 10 ether);
        }
        expectUnauthorized(stranger, vault.GUARDIAN_ROLE());
        vm.prank(stranger);
        vault.veto(2);
        vm.expectEmit();
        emit RewardsVault.RootVetoed(3);
        vm.expectEmit();
        emit RewardsVault.RootVetoed(2);
        veto(2);
        check(vault.proposal(1).state == RewardsVault.State.Pending);
        check(vault.proposal(3).state == RewardsVault.State.Vetoed);
        equal(vault.proposalOfEpoch(2), 0);
        equal(vault.committed(), 10 ether);
        equal(propose(1, 2, leaf(0, ALICE, 3), 20 ether), 4);
        equal(vault.proposalOfEpoch(2), 4);
        vm.warp(block.timestamp + CHALLENGE);
        vm.expectPartialRevert(RewardsVault.VaultNotPending.selector);
        vault.finalise(2);
        vault.finalise(1);
        vault.finalise(4);
        equal(vault.totalOf(0), 20 ether);
    }

    function test_AVetoAcrossTheEndOfAPeriodFreesWhatEachHadSetAside() public {
        anchored(0, 32);
        propose(0, 27, 0, 100 ether);
        propose(28, 29, 0, 150 ether);
        propose(30, 30, 0, 40 ether);
        propose(31, 31, 0, 90 ether);
        equal(vault.committed(), 240 ether);
        veto(2);
        equal(vault.committed(), 100 ether);
        equal(vault.nextEpoch(), 28);
        equal(vault.proposalOfEpoch(27), 1);
        equal(vault.proposalOfEpoch(28), 0);
        equal(vault.proposalOfEpoch(30), 0);
        vm.expectPartialRevert(RewardsVault.VaultNotPending.selector);
        vm.prank(guardian);
        vault.veto(3);
        propose(28, 28, 0, 120 ether);
        propose(29, 29, 0, 120 ether);
        propose(30, 31, 0, 200 ether);
        veto(6);
        equal(vault.committed(), 120 ether);
        equal(vault.proposalOfEpoch(28), 5);
        equal(vault.proposalOfEpoch(29), 0);
        proposeRefused(
            29, 29, 119 ether, abi.encodeWithSelector(RewardsVault.VaultTotalFell.selector, 119 ether, 120 ether)
        );
    }

    function test_ACorrectedLedgerStopsAProposalAndAnyoneMayDropIt() public {
        anchorBoth(0);
        uint256 id = propose(0, 0, leaf(0, ALICE, 1), 1);
        vm.prank(sessions);
        ledger.correct(0, 0, bytes32(uint256(9)), 1, 1, bytes32(uint256(9)));
        vm.warp(block.timestamp + CHALLENGE);
        vm.expectPartialRevert(RewardsVault.VaultVersionsWrong.selector);
        vault.finalise(id);
        vm.prank(stranger);
        vault.veto(id);
        propose(0, 0, leaf(0, ALICE, 2), 2);
    }

    function test_ProposesOnlyTheNextEpochsOfOnePeriodWithTheirVersions() public {
        anchored(0, 2);
        proposeRefused(1, 1, 0, abi.encodeWithSelector(RewardsVault.VaultEpochsWrong.selector, 1, 1));
        refused(EpochLedger.EpochNotAnchored.selector, 0, 2);
        refused(RewardsVault.VaultEpochsWrong.selector, 0, 30);
        refused(RewardsVault.VaultVersionsWrong.selector, 0, 1);
        propose(0, 0, 0, 0);
        refused(RewardsVault.VaultEpochsWrong.selector, 1, 0);
        refused(RewardsVault.VaultEpochsWrong.selector, 0, 0);
        propose(1, 1, 0, 0);
    }

    function test_AThiefWithTheProposersKeyGetsAtMostOneCapAnEpochAndNothingOfClosedPeriods() public {
        for (uint64 epoch = 0; epoch < 30; ++epoch) {
            settleEpoch(epoch, leaf(0, ALICE, 10 ether), 10 ether);
        }
        anchorBoth(30);
        proposeRefused(30, 30, CAP + 1, abi.encodeWithSelector(RewardsVault.VaultCapExceeded.selector, CAP + 1, CAP));
        uint256 id = propose(30, 30, pair(leaf(1, THIEF, CAP), leaf(0, THIEF, 10 ether)), CAP);
        refused(RewardsVault.VaultEpochsWrong.selector, 29, 29);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(id);
        vault.claim(1, THIEF, CAP, list(leaf(0, THIEF, 10 ether)));
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, THIEF, 10 ether, list(leaf(1, THIEF, CAP)));
        vault.claim(0, ALICE, 10 ether, list());
        equal(THIEF.balance, CAP);
        equal(ALICE.balance, 10 ether);
    }

    function test_AThiefsLeafAboveThePeriodsTotalIsNotPaid() public {
        settleEpoch(0, pair(leaf(0, THIEF, 60 ether), leaf(0, ALICE, 60 ether)), CAP);
        vault.claim(0, THIEF, 60 ether, list(leaf(0, ALICE, 60 ether)));
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.VaultPeriodExhausted.selector, 0));
        vault.claim(0, ALICE, 60 ether, list(leaf(0, THIEF, 60 ether)));
        equal(vault.paidOf(0), 60 ether);
    }

    function test_TheGuardianStopsAThief() public {
        anchorBoth(0);
        uint256 id = propose(0, 0, leaf(0, THIEF, CAP), CAP);
        vm.warp(block.timestamp + CHALLENGE);
        veto(id);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, THIEF, CAP, list());
    }

    function test_PromisesNoMoreThanWasPaidIn() public {
        for (uint64 epoch = 0; epoch < 5; ++epoch) {
            anchorBoth(epoch);
            propose(epoch, epoch, 0, uint256(epoch + 1) * CAP);
        }
        anchorBoth(5);
        proposeRefused(
            5, 5, 500 ether + 1, abi.encodeWithSelector(RewardsVault.VaultNotFunded.selector, 500 ether + 1, 500 ether)
        );
        proposeRefused(
            5, 5, 499 ether, abi.encodeWithSelector(RewardsVault.VaultTotalFell.selector, 499 ether, 500 ether)
        );
    }

    function test_AWeekWithoutProposalsIsCaughtUpInOne() public {
        vm.prank(admin);
        vault.setCapPerEpoch(50 ether);
        anchored(0, 7);
        proposeRefused(
            0,
            6,
            350 ether + 1,
            abi.encodeWithSelector(RewardsVault.VaultCapExceeded.selector, 350 ether + 1, 350 ether)
        );
        uint256 id = propose(0, 6, leaf(0, ALICE, 350 ether), 350 ether);
        for (uint64 epoch = 0; epoch < 7; ++epoch) {
            equal(vault.proposalOfEpoch(epoch), id);
        }
        equal(vault.proposalOfEpoch(7), 0);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(id);
        equal(vault.nextFinalEpoch(), 7);
        vault.claim(0, ALICE, 350 ether, list());
        equal(ALICE.balance, 350 ether);
    }

    function test_AWeekOverTheEndOfAPeriodIsCaughtUpInTwo() public {
        anchored(0, 34);
        propose(0, 26, 0, 0);
        refused(RewardsVault.VaultEpochsWrong.selector, 27, 33);
        uint256 old = propose(27, 29, leaf(0, ALICE, 10 ether), 10 ether);
        uint256 new_ = propose(30, 33, leaf(1, ALICE, 20 ether), 20 ether);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(1);
        vault.finalise(old);
        vault.finalise(new_);
        vault.claim(0, ALICE, 10 ether, list());
        vault.claim(1, ALICE, 20 ether, list());
        equal(ALICE.balance, 30 ether);
    }

    function testFuzz_FindsTheProposalOfEachEpoch(uint8[6] calldata lengths, uint8 vetoed) public {
        anchored(0, 31);
        uint64[7] memory begins;
        uint256 count;
        while (count < 6 && begins[count] < 30) {
            uint64 to = begins[count] + lengths[count] % 8;
            if (to > 29) to = 29;
            propose(begins[count], to, 0, 0);
            begins[++count] = to + 1;
        }
        uint256 standing = vetoed % (count + 1);
        if (standing < count) veto(standing + 1);
        for (uint256 i = 0; i < count; ++i) {
            for (uint64 epoch = begins[i]; epoch < begins[i + 1]; ++epoch) {
                equal(vault.proposalOfEpoch(epoch), i < standing ? i + 1 : 0);
            }
        }
        equal(vault.nextEpoch(), begins[standing]);
    }

    function anchored(uint64 from, uint64 to) private {
        for (uint64 epoch = from; epoch < to; ++epoch) {
            anchorBoth(epoch);
        }
    }

    function veto(uint256 id) private {
        vm.prank(guardian);
        vault.veto(id);
    }

    function refused(bytes4 reason, uint64 from, uint64 to) private {
        vm.expectPartialRevert(reason);
        vm.prank(proposer);
        vault.propose(from, to, 0, 0, 0, 0, 0);
    }
}
