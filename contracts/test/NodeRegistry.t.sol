// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeRegistry} from "../src/NodeRegistry.sol";
import {Nodes} from "../src/Nodes.sol";
import {Fixture} from "./Fixture.sol";

contract NodeRegistryTest is Fixture {
    address private node;

    function setUp() public {
        deploy();
        node = registerNode(NODE_KEY, STAKE);
    }

    function test_RegistersWithDepositAndBufferAsTwoLedgers() public view {
        Nodes.Node memory found = registry.node(node);
        check(found.provider == provider && found.tunnelKey == TUNNEL && found.endpointHash == ENDPOINT);
        equal(found.deposit, 10 ether);
        equal(found.buffer, 10 ether);
        equal(found.registeredAt, GENESIS);
        check(registry.eligible(node));
        equal(registry.nonces(node), 1);
    }

    function test_PutsWhatExceedsTheBufferIntoTheDeposit() public {
        equal(registry.node(registerNode(7, STAKE + 5 ether)).deposit, 15 ether);
        equal(registry.totalDeposits(), 25 ether);
    }

    function test_RefusesAStakeBelowDepositAndBuffer() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectRevert(abi.encodeWithSelector(Nodes.NodeStakeTooSmall.selector, STAKE - 1, STAKE));
        vm.prank(provider);
        registry.register{value: STAKE - 1}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesAProofMadeForAnotherProvider() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(Nodes.NodeProofInvalid.selector);
        vm.prank(stranger);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesAProofAfterItsDeadline() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS - 1);
        vm.expectPartialRevert(Nodes.NodeProofExpired.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS - 1, signed);
    }

    function test_RefusesAProofOfAnotherChain() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.chainId(9030);
        vm.expectPartialRevert(Nodes.NodeProofInvalid.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesAProofASecondTime() public {
        bytes memory signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.prank(provider);
        registry.update(node, TUNNEL, ENDPOINT, GENESIS, signed);
        vm.expectPartialRevert(Nodes.NodeProofInvalid.selector);
        vm.prank(provider);
        registry.update(node, TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesANodeThatIsThere() public {
        bytes memory signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(Nodes.NodeAlreadyRegistered.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(node, TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_KeepsAReplacedTunnelKeyValidForADay() public {
        bytes32 next = bytes32(uint256(0x71));
        bytes memory signed = proof(NODE_KEY, provider, next, ENDPOINT, GENESIS);
        vm.prank(provider);
        registry.update(node, next, ENDPOINT, GENESIS, signed);
        check(registry.tunnelKeyValid(node, next) && registry.tunnelKeyValid(node, TUNNEL));
        vm.warp(GENESIS + 24 hours);
        check(registry.tunnelKeyValid(node, next) && !registry.tunnelKeyValid(node, TUNNEL));
    }

    function test_OnlyTheProviderUpdates() public {
        bytes memory signed = proof(NODE_KEY, stranger, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(Nodes.NodeNotProvider.selector);
        vm.prank(stranger);
        registry.update(node, TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RotationKeepsDepositAndAgeAndRetiresTheOldKey() public {
        vm.warp(GENESIS + 100);
        address to = rotate(8);
        Nodes.Node memory found = registry.node(to);
        equal(found.deposit, 10 ether);
        equal(found.registeredAt, GENESIS);
        check(registry.eligible(to) && !registry.eligible(node));
        bytes memory signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, block.timestamp);
        vm.expectPartialRevert(Nodes.NodeKeyRetired.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(node, TUNNEL, ENDPOINT, block.timestamp, signed);
    }

    function test_SuspendsBelowTheBufferAndResumesWithIt() public {
        vm.expectEmit();
        emit Nodes.BufferChanged(node, 10 ether - 1);
        vm.expectEmit();
        emit Nodes.NodeSuspended(node);
        vm.prank(provider);
        registry.withdrawBuffer(node, 1);
        check(!registry.eligible(node));
        vm.expectEmit();
        emit Nodes.NodeResumed(node);
        vm.prank(stranger);
        registry.topUpBuffer{value: 1}(node);
        check(registry.eligible(node));
    }

    function test_PaysTheBufferBackAtAnyTime() public {
        uint256 before = provider.balance;
        vm.prank(provider);
        registry.withdrawBuffer(node, 4 ether);
        equal(provider.balance, before + 4 ether);
        vm.expectPartialRevert(Nodes.NodeBufferTooSmall.selector);
        vm.prank(provider);
        registry.withdrawBuffer(node, 6 ether + 1);
    }

    function test_PaysEverythingBackAfterTheExitDelayAndLetsTheNodeComeBack() public {
        vm.prank(provider);
        registry.announceExit(node);
        check(!registry.eligible(node));
        vm.warp(GENESIS + 14 days - 1);
        vm.expectPartialRevert(Nodes.NodeNotWithdrawable.selector);
        vm.prank(provider);
        registry.withdraw(node);
        vm.warp(GENESIS + 14 days);
        uint256 before = provider.balance;
        vm.prank(provider);
        registry.withdraw(node);
        equal(provider.balance, before + STAKE);
        equal(registry.totalDeposits(), 0);
        registerNode(NODE_KEY, STAKE);
        check(registry.eligible(node));
    }

    function test_OnlyTheProviderLeavesAndWithdraws() public {
        vm.expectPartialRevert(Nodes.NodeNotProvider.selector);
        vm.prank(stranger);
        registry.announceExit(node);
        vm.prank(provider);
        registry.announceExit(node);
        vm.warp(GENESIS + 14 days);
        vm.expectPartialRevert(Nodes.NodeNotProvider.selector);
        vm.prank(stranger);
        registry.withdraw(node);
    }

    function test_JailsForAtMostADay() public {
        vm.expectPartialRevert(NodeRegistry.JailTooLong.selector);
        vm.prank(jailer);
        registry.setJail(node, GENESIS + 24 hours + 1, "BLIND");
        vm.prank(jailer);
        registry.setJail(node, GENESIS + 24 hours, "BLIND");
        check(!registry.eligible(node));
        vm.warp(GENESIS + 24 hours);
        check(registry.eligible(node));
    }

    function test_OnlyItsRoleJails() public {
        expectUnauthorized(penaliser, registry.JAIL_ROLE());
        vm.prank(penaliser);
        registry.setJail(node, 0, "");
    }

    function test_ExecutesAnUncontestedSlashAfterItsChallengeTime() public {
        fillNetwork();
        uint256 id = slash(1_000, "first");
        vm.expectPartialRevert(NodeRegistry.SlashTooEarly.selector);
        registry.executeSlash(id);
        vm.warp(block.timestamp + CHALLENGE);
        registry.executeSlash(id);
        equal(registry.node(node).deposit, 9 ether);
        check(!registry.eligible(node));
        registry.sweep();
        equal(address(vault).balance, 1 ether);
        equal(vault.funded(), 1 ether);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        registry.executeSlash(id);
    }

    function test_AContestedSlashNeedsTheAdmin() public {
        fillNetwork();
        uint256 id = slash(1_000, "first");
        vm.prank(provider);
        registry.contest(id);
        vm.warp(block.timestamp + CHALLENGE);
        vm.expectPartialRevert(NodeRegistry.SlashStateWrong.selector);
        registry.executeSlash(id);
        vm.prank(admin);
        registry.approveSlash(id);
        registry.executeSlash(id);
        equal(registry.node(node).deposit, 9 ether);
    }

    function test_AnExpiredSlashIsVoidAndFreesItsAmount() public {
        fillNetwork();
        uint256 id = slash(1_000, "first");
        vm.warp(block.timestamp + CHALLENGE + 7 days + 1);
        vm.expectPartialRevert(NodeRegistry.SlashTooLate.selector);
        registry.executeSlash(id);
        registry.dropSlash(id);
        equal(registry.node(node).deposit, 10 ether);
    }

    function test_OneSlashPerEvidenceAndOnlyFreshEvidence() public {
        fillNetwork();
        slash(100, "first");
        vm.expectPartialRevert(NodeRegistry.SlashEvidenceUsed.selector);
        vm.prank(penaliser);
        registry.proposeSlash(node, 100, "R", "first", uint64(block.timestamp));
        vm.expectPartialRevert(NodeRegistry.SlashEvidenceTooOld.selector);
        vm.prank(penaliser);
        registry.proposeSlash(node, 100, "R", "second", uint64(block.timestamp) - 7 days - 1);
    }

    function test_SlashesNoMoreThanFivePercentOfAllDepositsInAWeek() public {
        fillNetwork();
        slash(1_000, "first");
        vm.expectPartialRevert(NodeRegistry.SlashWeeklyCapReached.selector);
        vm.prank(penaliser);
        registry.proposeSlash(node, 1_000, "R", "second", uint64(block.timestamp));
        vm.warp(block.timestamp + 8 days);
        slash(1_000, "second");
    }

    function test_APendingSlashOutlivesAnExitAndFreezesOnlyItsAmount() public {
        fillNetwork();
        vm.prank(provider);
        registry.announceExit(node);
        vm.warp(GENESIS + 14 days);
        uint256 id = slash(1_000, "first");
        uint256 before = provider.balance;
        vm.prank(provider);
        registry.withdraw(node);
        equal(provider.balance, before + STAKE - 1 ether);
        vm.warp(block.timestamp + CHALLENGE);
        registry.executeSlash(id);
        vm.prank(provider);
        registry.withdraw(node);
        equal(provider.balance, before + STAKE - 1 ether);
        check(registry.node(node).provider == address(0));
    }

    function test_ASlashFollowsARotatedKey() public {
        fillNetwork();
        uint256 id = slash(1_000, "first");
        address to = rotate(8);
        vm.warp(block.timestamp + CHALLENGE);
        registry.executeSlash(id);
        equal(registry.node(to).deposit, 9 ether);
    }

    function test_ExpelsANodeForGoodAtEightyPercent() public {
        vm.deal(address(this), 10_000 ether);
        registry.topUpDeposit{value: 1_000 ether}(registerNode(9, STAKE));
        uint256 id = slash(8_000, "first");
        vm.warp(block.timestamp + CHALLENGE);
        registry.executeSlash(id);
        registry.topUpDeposit{value: 100 ether}(node);
        check(registry.node(node).expelled && !registry.eligible(node));
        vm.prank(provider);
        registry.announceExit(node);
        vm.warp(block.timestamp + 14 days);
        vm.prank(provider);
        registry.withdraw(node);
        bytes memory signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, block.timestamp);
        vm.expectPartialRevert(Nodes.NodeAlreadyRegistered.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(node, TUNNEL, ENDPOINT, block.timestamp, signed);
    }

    function test_AProviderThatRefusesMoneyHurtsOnlyItself() public {
        Refuser refuser = new Refuser();
        vm.deal(address(refuser), 100 ether);
        bytes memory signed = proof(7, address(refuser), TUNNEL, ENDPOINT, GENESIS);
        vm.prank(address(refuser));
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS, signed);
        vm.expectPartialRevert(Nodes.NodePaymentRefused.selector);
        vm.prank(address(refuser));
        registry.withdrawBuffer(vm.addr(7), 1);
    }

    function rotate(uint256 key) private returns (address to) {
        to = vm.addr(key);
        bytes memory signed = proof(key, provider, TUNNEL, ENDPOINT, block.timestamp);
        vm.prank(provider);
        registry.rotateNodeKey(node, to, block.timestamp, signed);
    }

    function slash(uint256 bps, bytes32 evidence) private returns (uint256) {
        vm.prank(penaliser);
        return registry.proposeSlash(node, bps, "R", evidence, uint64(block.timestamp));
    }

    /// @dev Deposits of 38 TICS in all: a week's cap of 1.9.
    function fillNetwork() private {
        registerNode(9, STAKE + 18 ether);
    }
}

contract Refuser {}
