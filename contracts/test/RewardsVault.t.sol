// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EpochLedger} from "../src/EpochLedger.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

contract RewardsVaultTest is Fixture {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB1);

    function setUp() public {
        deploy();
        vm.prank(stranger);
        vault.fund{value: 500 ether}();
    }

    function test_SellsPassesAtTheNetworksPrice() public {
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.VaultWrongPayment.selector, 1, 0.5 ether));
        vm.prank(stranger);
        vault.buyPass{value: 1}(ALICE, 512);
        vm.expectEmit();
        emit RewardsVault.PassBought(ALICE, stranger, 512, 0.5 ether);
        vm.prank(stranger);
        vault.buyPass{value: 0.5 ether}(ALICE, 512);
        equal(vault.funded(), 500.5 ether);
        vm.expectPartialRevert(RewardsVault.VaultNothingBought.selector);
        vault.buyPass(ALICE, 0);
    }

    function test_PaysWhatIsCumulativeLessWhatWasPaid() public {
        settleEpoch(0, leaf(0, ALICE, 3 ether), 3 ether);
        vault.claim(0, ALICE, 3 ether, list());
        equal(ALICE.balance, 3 ether);
        settleEpoch(1, pair(leaf(0, ALICE, 5 ether), leaf(0, BOB, 1 ether)), 6 ether);
        vault.claim(0, ALICE, 5 ether, list(leaf(0, BOB, 1 ether)));
        equal(ALICE.balance, 5 ether);
        vm.expectPartialRevert(RewardsVault.VaultNothingToClaim.selector);
        vault.claim(0, ALICE, 5 ether, list(leaf(0, BOB, 1 ether)));
        vault.claim(0, BOB, 1 ether, list(leaf(0, ALICE, 5 ether)));
        equal(vault.paidOf(0), 6 ether);
        equal(vault.claimed(0, ALICE), 5 ether);
    }

    function test_AcceptsTheLastTwoFinalRootsOfAPeriod() public {
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        settleEpoch(1, leaf(0, ALICE, 2 ether), 2 ether);
        settleEpoch(2, leaf(0, ALICE, 3 ether), 3 ether);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, 1 ether, list());
        vault.claim(0, ALICE, 2 ether, list());
        vault.claim(0, ALICE, 3 ether, list());
        equal(ALICE.balance, 3 ether);
    }

    function test_RefusesProofsOfAnotherPeriodChainAccountOrAmount() public {
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(1, ALICE, 1 ether, list());
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, BOB, 1 ether, list());
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, 2 ether, list());
        vm.chainId(9030);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, 1 ether, list());
    }

    function test_AnyoneMakesAProposalFinalAfterItsDelay() public {
        anchorBoth(0);
        uint256 id = propose(0, 0, leaf(0, ALICE, 1 ether), 1 ether);
        equal(vault.proposalOfEpoch(0), id);
        check(vault.proposal(id).state == RewardsVault.State.Pending);
        vm.expectPartialRevert(RewardsVault.VaultTooEarly.selector);
        vault.finalise(id);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, 1 ether, list());
        vm.warp(block.timestamp + CHALLENGE);
        vm.prank(stranger);
        vault.finalise(id);
        check(vault.proposal(id).state == RewardsVault.State.Final);
        equal(vault.totalOf(0), 1 ether);
        vm.expectPartialRevert(RewardsVault.VaultNotPending.selector);
        vault.finalise(id);
    }

    function test_SeveralMayBePendingAndBecomeFinalInOrder() public {
        anchorBoth(0);
        uint256 first = propose(0, 0, leaf(0, ALICE, 1), 1);
        anchorBoth(1);
        uint256 second = propose(1, 1, leaf(0, ALICE, 2), 2);
        vm.warp(block.timestamp + CHALLENGE);
        vm.expectPartialRevert(RewardsVault.VaultNotNext.selector);
        vault.finalise(second);
        vault.finalise(first);
        vault.finalise(second);
        equal(vault.nextFinalEpoch(), 2);
    }

    function test_AVetoDropsTheSuccessorsAndTheEpochsCanBeProposedAgain() public {
        for (uint64 epoch = 0; epoch < 3; ++epoch) {
            anchorBoth(epoch);
            propose(epoch, epoch, leaf(0, ALICE, epoch + 1), uint256(epoch + 1) * 10 ether);
        }
        expectUnauthorized(stranger, vault.GUARDIAN_ROLE());
        vm.prank(stranger);
        vault.veto(2);
        vm.prank(guardian);
        vault.veto(2);
        check(vault.proposal(1).state == RewardsVault.State.Pending);
        check(vault.proposal(3).state == RewardsVault.State.Vetoed);
        equal(vault.proposalOfEpoch(2), 0);
        equal(vault.committed(), 10 ether);
        equal(propose(1, 2, leaf(0, ALICE, 3), 20 ether), 4);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(1);
        vault.finalise(4);
        equal(vault.totalOf(0), 20 ether);
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
        anchorBoth(0);
        anchorBoth(1);
        proposeRefused(1, 1, 0, abi.encodeWithSelector(RewardsVault.VaultEpochsWrong.selector, 1, 1));
        vm.expectPartialRevert(EpochLedger.EpochNotAnchored.selector);
        vm.prank(proposer);
        vault.propose(0, 2, 0, 0, 0, 0, 0);
        vm.expectPartialRevert(RewardsVault.VaultEpochsWrong.selector);
        vm.prank(proposer);
        vault.propose(0, 30, 0, 0, 0, 0, 0);
        vm.expectPartialRevert(RewardsVault.VaultVersionsWrong.selector);
        vm.prank(proposer);
        vault.propose(0, 1, 0, 0, 0, 0, 0);
        propose(0, 1, 0, 0);
    }

    function test_NamesVersionsAsTheProtocolSays() public {
        anchorBoth(0);
        anchorBoth(1);
        vm.prank(performance);
        ledger.correct(0, 1, 0, 0, 0, 0);
        uint32[] memory versions = new uint32[](4);
        (versions[0], versions[1], versions[2], versions[3]) = (1, 2, 1, 1);
        check(ledger.versionsHash(0, 1) == keccak256(abi.encode(versions)));
    }

    function test_AProposerWithAStolenKeyGetsAtMostOneCapPerEpochAndNothingOfOtherPeriods() public {
        for (uint64 epoch = 0; epoch < 30; ++epoch) {
            settleEpoch(epoch, leaf(0, ALICE, 10 ether), 10 ether);
        }
        anchorBoth(30);
        proposeRefused(30, 30, CAP + 1, abi.encodeWithSelector(RewardsVault.VaultCapExceeded.selector, CAP + 1, CAP));
        uint256 id = propose(30, 30, leaf(1, BOB, 500 ether), CAP);
        vm.warp(block.timestamp + CHALLENGE);
        vault.finalise(id);
        vm.expectPartialRevert(RewardsVault.VaultPeriodExhausted.selector);
        vault.claim(1, BOB, 500 ether, list());
        vault.claim(0, ALICE, 10 ether, list());
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

    function test_CatchesUpAWeekInOneProposal() public {
        for (uint64 epoch = 0; epoch < 7; ++epoch) {
            anchorBoth(epoch);
        }
        propose(0, 6, leaf(0, ALICE, 1), 7 * 50 ether);
        equal(vault.proposalOfEpoch(6), 1);
    }

    function test_RefusesPlainTransfers() public {
        vm.prank(stranger);
        (bool sent,) = address(vault).call{value: 1}("");
        check(!sent);
    }

    function test_AReentrantAccountIsPaidOnce() public {
        Reentrant account = new Reentrant(vault);
        settleEpoch(0, leaf(0, address(account), 4 ether), 8 ether);
        vm.expectPartialRevert(RewardsVault.VaultPaymentRefused.selector);
        vault.claim(0, address(account), 4 ether, list());
        equal(vault.paidOf(0), 0);
    }

    function test_OnlyTheAdminChangesPriceAndCap() public {
        vm.prank(admin);
        vault.setPricePerGib(2 ether);
        vm.prank(admin);
        vault.setCapPerEpoch(1);
        equal(vault.priceOf(1024), 2 ether);
        equal(vault.capPerEpoch(), 1);
        expectUnauthorized(stranger, bytes32(0));
        vm.prank(stranger);
        vault.setPricePerGib(0);
        expectUnauthorized(proposer, bytes32(0));
        vm.prank(proposer);
        vault.setCapPerEpoch(0);
    }

    function testFuzz_PaysExactlyTheLeavesOfATwoLeafTree(uint96 forAlice, uint96 forBob) public {
        uint256 alice = forAlice % 50 ether + 1;
        uint256 bob = forBob % 50 ether + 1;
        bytes32 first = leaf(0, ALICE, alice);
        bytes32 second = leaf(0, BOB, bob);
        settleEpoch(0, pair(first, second), alice + bob);
        vault.claim(0, ALICE, alice, list(second));
        vault.claim(0, BOB, bob, list(first));
        equal(ALICE.balance, alice);
        equal(BOB.balance, bob);
        equal(address(vault).balance, 500 ether - alice - bob);
    }

    function testFuzz_AChangedProofNeverVerifies(uint256 cumulative, bytes32 sibling) public {
        vm.assume(cumulative != 1 ether);
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, cumulative, list());
        vm.expectPartialRevert(RewardsVault.VaultProofInvalid.selector);
        vault.claim(0, ALICE, 1 ether, list(sibling));
    }
}

contract Reentrant {
    RewardsVault private immutable vault;

    constructor(RewardsVault vault_) {
        vault = vault_;
    }

    receive() external payable {
        vault.claim(0, address(this), 4 ether, new bytes32[](0));
    }
}
