// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeRegistry} from "../src/NodeRegistry.sol";
import {Nodes} from "../src/Nodes.sol";
import {Fixture} from "./Fixture.sol";

/// @dev Invariant I6 case by case. A second node's large deposit leaves room under the weekly cap.
contract SlashesTest is Fixture {
    address private node;
    address private large;
    uint64 private now_ = GENESIS;

    function setUp() public {
        deploy();
        node = registerNode(NODE_KEY, STAKE);
        vm.deal(provider, 10_000 ether);
        large = registerNode(9, STAKE + 980 ether);
    }

    function test_ExecutesAnUncontestedSlashAfterItsChallengeTime() public {
        vm.expectEmit();
        emit NodeRegistry.SlashProposed(1, node, 1 ether, "R", "first", GENESIS + CHALLENGE);
        uint256 id = slash(1_000, "first");
        vm.expectPartialRevert(NodeRegistry.SlashTooEarly.selector);
        registry.executeSlash(id);
        pass(CHALLENGE);
        vm.expectEmit();
        emit NodeRegistry.SlashExecuted(id, node, 1 ether);
        vm.expectEmit();
        emit Nodes.DepositChanged(node, 9 ether);
        vm.expectEmit();
        emit Nodes.NodeSuspended(node);
        vm.prank(stranger);
        registry.executeSlash(id);
        equal(registry.node(node).deposit, 9 ether);
        equal(registry.node(node).buffer, 10 ether);
        equal(registry.totalDeposits(), 999 ether);
        check(!registry.eligible(node));
        refused(NodeRegistry.SlashStateWrong.selector, id);
    }

    function test_AnyoneSweepsWhatWasSlashedIntoTheVault() public {
        executed(1_000, "first");
        vm.expectEmit();
        emit NodeRegistry.Swept(1 ether);
        vm.prank(stranger);
        registry.sweep();
        equal(address(vault).balance, 1 ether);
        equal(vault.funded(), 1 ether);
        registry.sweep();
        equal(vault.funded(), 1 ether);
    }

    function test_AContestedSlashNeedsTheAdmin() public {
        uint256 id = slash(1_000, "first");
        vm.expectPartialRevert(Nodes.NodeNotProvider.selector);
        vm.prank(stranger);
        registry.contest(id);
        contest(id);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        vm.prank(provider);
        registry.contest(id);
        pass(CHALLENGE);
        refused(NodeRegistry.SlashStateWrong.selector, id);
        expectUnauthorized(penaliser, bytes32(0));
        vm.prank(penaliser);
        registry.approveSlash(id);
        vm.expectEmit();
        emit NodeRegistry.SlashApproved(id, node);
        vm.prank(admin);
        registry.approveSlash(id);
        registry.executeSlash(id);
        equal(registry.node(node).deposit, 9 ether);
    }

    function test_TheAdminCannotApproveBeforeAnObjectionNorExecuteBeforeTheChallengeTime() public {
        uint256 id = slash(1_000, "first");
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        vm.prank(admin);
        registry.approveSlash(id);
        contest(id);
        vm.prank(admin);
        registry.approveSlash(id);
        refused(NodeRegistry.SlashTooEarly.selector, id);
    }

    function test_AProviderContestsOnlyWithinTheChallengeTime() public {
        uint256 id = slash(1_000, "first");
        pass(CHALLENGE);
        vm.expectPartialRevert(NodeRegistry.SlashTooLate.selector);
        vm.prank(provider);
        registry.contest(id);
    }

    function test_AContestedSlashRunsOutWithoutTheAdmin() public {
        uint256 id = slash(1_000, "first");
        contest(id);
        pass(CHALLENGE + 7 days);
        expectUnauthorized(stranger, bytes32(0));
        vm.prank(stranger);
        registry.dropSlash(id);
        pass(1);
        vm.expectEmit();
        emit NodeRegistry.SlashDropped(id, node);
        vm.prank(stranger);
        registry.dropSlash(id);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        vm.prank(admin);
        registry.approveSlash(id);
    }

    function test_ASlashCanBeExecutedForSevenDaysAfterItsChallengeTimeAndThenIsVoid() public {
        uint256 first = slash(100, "first");
        uint256 second = slash(100, "second");
        pass(CHALLENGE + 7 days);
        registry.executeSlash(first);
        pass(1);
        refused(NodeRegistry.SlashTooLate.selector, second);
        registry.dropSlash(second);
        equal(registry.node(node).deposit, 9.9 ether);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        registry.dropSlash(second);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        registry.dropSlash(first);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        registry.dropSlash(99);
    }

    function test_TheAdminDropsASlashAtAnyTimeAndWhatItFrozeIsFree() public {
        uint256 id = slash(10_000, "first");
        nothingLeft("second");
        vm.prank(admin);
        registry.dropSlash(id);
        slash(10_000, "second");
    }

    function test_OneSlashPerEvidenceEvenForAnotherNodeOrAfterADrop() public {
        uint256 id = slash(100, "first");
        vm.prank(admin);
        registry.dropSlash(id);
        refusedProposal(NodeRegistry.SlashEvidenceUsed.selector, node, 100, "first", now_);
        refusedProposal(NodeRegistry.SlashEvidenceUsed.selector, large, 100, "first", now_);
        equal(registry.slashOfEvidence("first"), id);
    }

    function test_TakesEvidenceOfTheLastSevenDaysOnly() public {
        refusedProposal(NodeRegistry.SlashEvidenceTooOld.selector, node, 100, "old", now_ - 7 days - 1);
        refusedProposal(NodeRegistry.SlashEvidenceTooOld.selector, node, 100, "future", now_ + 1);
        vm.prank(penaliser);
        registry.proposeSlash(node, 100, "R", "week", now_ - 7 days);
    }

    function test_OnlyItsRoleProposesAndOnlyAShareOfTheWhole() public {
        expectUnauthorized(jailer, registry.PENALTY_ROLE());
        vm.prank(jailer);
        registry.proposeSlash(node, 100, "R", "first", now_);
        refusedProposal(NodeRegistry.SlashShareWrong.selector, node, 0, "first", now_);
        refusedProposal(NodeRegistry.SlashShareWrong.selector, node, 10_001, "first", now_);
        refusedProposal(Nodes.NodeNotFound.selector, stranger, 100, "first", now_);
    }

    function test_AShareIsOfTheRequiredDepositAndLimitedToWhatIsLeft() public {
        slashOf(large, 1_000, "large");
        pass(CHALLENGE);
        registry.executeSlash(1);
        equal(registry.node(large).deposit, 989 ether);
        executed(7_000, "first");
        executed(5_000, "second");
        equal(registry.node(node).deposit, 0);
        equal(registry.node(node).buffer, 10 ether);
        nothingLeft("third");
    }

    function test_PendingSlashesTogetherFreezeNoMoreThanTheDeposit() public {
        uint256 first = slash(6_000, "first");
        uint256 second = slash(6_000, "second");
        nothingLeft("third");
        pass(CHALLENGE);
        registry.executeSlash(second);
        equal(registry.node(node).deposit, 6 ether);
        registry.executeSlash(first);
        equal(registry.node(node).deposit, 0);
    }

    function test_SlashesNoMoreThanFivePercentOfAllDepositsInAWeek() public {
        slashOf(large, 10_000, "1");
        pass(1 days);
        slashOf(large, 10_000, "2");
        slashOf(large, 10_000, "3");
        pass(1 days);
        slashOf(large, 10_000, "4");
        slashOf(large, 10_000, "5");
        refusedProposal(NodeRegistry.SlashWeeklyCapReached.selector, large, 1, "6", now_);
        pass(5 days);
        // Day 7 after the first: that one still counts, as whole days do.
        refusedProposal(NodeRegistry.SlashWeeklyCapReached.selector, large, 1, "6", now_);
        pass(1 days);
        slashOf(large, 10_000, "6");
        refusedProposal(NodeRegistry.SlashWeeklyCapReached.selector, large, 1, "7", now_);
    }

    function test_ADroppedSlashStillCountsForTheWeek() public {
        for (uint256 i = 1; i <= 5; ++i) {
            slashOf(large, 10_000, bytes32(i));
            vm.prank(admin);
            registry.dropSlash(i);
        }
        refusedProposal(NodeRegistry.SlashWeeklyCapReached.selector, large, 1, "more", now_);
    }

    function test_APendingSlashOutlivesAnExitAndFreezesOnlyItsAmount() public {
        exits();
        uint256 id = slash(1_000, "first");
        paysBack(STAKE - 1 ether);
        check(registry.node(node).provider == provider);
        nothingLeft("second");
        pass(CHALLENGE);
        registry.executeSlash(id);
        paysBack(0);
        check(registry.node(node).provider == address(0));
        equal(registry.totalDeposits(), 990 ether);
    }

    function test_AProviderContestsWhileItLeavesAndGetsBackWhatIsDropped() public {
        exits();
        uint256 id = slash(1_000, "first");
        contest(id);
        paysBack(STAKE - 1 ether);
        vm.prank(admin);
        registry.dropSlash(id);
        paysBack(1 ether);
        check(registry.node(node).provider == address(0));
    }

    function test_ATopUpDuringAPendingSlashIsNotTakenByIt() public {
        uint256 id = slash(10_000, "first");
        vm.prank(provider);
        registry.topUpDeposit{value: 15 ether}(node);
        pass(CHALLENGE);
        registry.executeSlash(id);
        equal(registry.node(node).deposit, 15 ether);
    }

    function test_ATopUpAfterAWithdrawalIsPaidBackByTheNext() public {
        exits();
        slash(1_000, "first");
        paysBack(STAKE - 1 ether);
        vm.prank(provider);
        registry.topUpDeposit{value: 3 ether}(node);
        vm.prank(provider);
        registry.topUpBuffer{value: 2 ether}(node);
        paysBack(5 ether);
    }

    function test_NothingIsSlashedAfterAFinishedExit() public {
        exits();
        paysBack(STAKE);
        refusedProposal(Nodes.NodeNotFound.selector, node, 1_000, "first", now_);
    }

    function test_ANodeThatComesBackBeginsAnewButItsOldEvidenceIsUsed() public {
        executed(7_000, "first");
        exits();
        paysBack(13 ether);
        registerNode(NODE_KEY, STAKE);
        refusedProposal(NodeRegistry.SlashEvidenceUsed.selector, node, 1_000, "first", now_);
        executed(2_000, "second");
        check(!registry.node(node).expelled);
    }

    function test_ASlashReachesNoOtherNodeOfItsProvider() public {
        executed(10_000, "first");
        equal(registry.node(node).deposit, 0);
        equal(registry.node(large).deposit, 990 ether);
        check(registry.eligible(large));
    }

    function test_ASlashAndItsObjectionFollowRotatedKeys() public {
        uint256 id = slash(1_000, "first");
        rotate(node, 8);
        address to = rotate(vm.addr(8), 10);
        vm.expectEmit();
        emit NodeRegistry.SlashContested(id, to);
        contest(id);
        vm.prank(admin);
        registry.approveSlash(id);
        pass(CHALLENGE);
        registry.executeSlash(id);
        equal(registry.node(to).deposit, 9 ether);
    }

    function test_RotationKeepsStrikes() public {
        executed(4_000, "first");
        address to = rotate(node, 8);
        slashOf(to, 4_000, "second");
        pass(CHALLENGE);
        vm.expectEmit();
        emit NodeRegistry.NodeExpelled(to);
        registry.executeSlash(2);
        check(registry.node(to).expelled);
    }

    function test_ExpelsANodeForGoodAtEightyPercent() public {
        executed(7_999, "first");
        check(!registry.node(node).expelled);
        executed(1, "second");
        check(registry.node(node).expelled);
        vm.prank(provider);
        registry.topUpDeposit{value: 100 ether}(node);
        check(!registry.eligible(node));
        check(!registry.eligible(rotate(node, 8)));
    }

    function test_AnExpelledNodeGetsItsRestBackAndCannotComeBack() public {
        executed(8_000, "first");
        exits();
        paysBack(12 ether);
        bytes memory signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, now_);
        vm.expectPartialRevert(Nodes.NodeAlreadyRegistered.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(node, TUNNEL, ENDPOINT, now_, signed);
    }

    function testFuzz_TakesTheShareThatWasProposedAndNoMore(uint16 bps, uint96 more) public {
        bps = bps % 10_000 + 1;
        vm.deal(provider, more);
        vm.prank(provider);
        registry.topUpDeposit{value: more}(node);
        executed(bps, "first");
        uint256 taken = 10 ether * uint256(bps) / 10_000;
        equal(registry.node(node).deposit, 10 ether + uint256(more) - taken);
        equal(registry.swept(), taken);
        check(registry.node(node).expelled == (bps >= 8_000));
    }

    function slash(uint256 bps, bytes32 evidence) private returns (uint256) {
        return slashOf(node, bps, evidence);
    }

    function slashOf(address whose, uint256 bps, bytes32 evidence) private returns (uint256) {
        vm.prank(penaliser);
        return registry.proposeSlash(whose, bps, "R", evidence, now_);
    }

    function executed(uint256 bps, bytes32 evidence) private {
        uint256 id = slash(bps, evidence);
        pass(CHALLENGE);
        registry.executeSlash(id);
    }

    function contest(uint256 id) private {
        vm.prank(provider);
        registry.contest(id);
    }

    function exits() private {
        vm.prank(provider);
        registry.announceExit(node);
        pass(14 days);
    }

    function paysBack(uint256 amount) private {
        uint256 before = provider.balance;
        vm.prank(provider);
        registry.withdraw(node);
        equal(provider.balance - before, amount);
    }

    function nothingLeft(bytes32 evidence) private {
        refusedProposal(NodeRegistry.SlashNothingLeft.selector, node, 1, evidence, now_);
    }

    function refusedProposal(bytes4 reason, address whose, uint256 bps, bytes32 evidence, uint64 evidenceAt) private {
        vm.expectPartialRevert(reason);
        vm.prank(penaliser);
        registry.proposeSlash(whose, bps, "R", evidence, evidenceAt);
    }

    function refused(bytes4 reason, uint256 id) private {
        vm.expectPartialRevert(reason);
        registry.executeSlash(id);
    }

    function rotate(address from, uint256 key) private returns (address to) {
        to = vm.addr(key);
        bytes memory signed = proof(key, provider, TUNNEL, ENDPOINT, now_);
        vm.prank(provider);
        registry.rotateNodeKey(from, to, now_, signed);
    }

    function pass(uint64 time) private {
        now_ += time;
        vm.warp(now_);
    }
}
