// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeProofs} from "../src/NodeProofs.sol";
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

    function test_TellsEachStepOfANodesLife() public {
        address other = vm.addr(7);
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectEmit();
        emit Nodes.NodeRegistered(other, provider, TUNNEL, ENDPOINT, 11 ether, 10 ether);
        vm.prank(provider);
        registry.register{value: 21 ether}(other, TUNNEL, ENDPOINT, GENESIS, signed);
        signed = proof(7, provider, TUNNEL, bytes32(uint256(0xE1)), GENESIS);
        vm.expectEmit();
        emit Nodes.NodeUpdated(other, TUNNEL, bytes32(uint256(0xE1)));
        vm.prank(provider);
        registry.update(other, TUNNEL, bytes32(uint256(0xE1)), GENESIS, signed);
        check(registry.node(other).endpointHash == bytes32(uint256(0xE1)));
        vm.expectEmit();
        emit Nodes.DepositChanged(other, 12 ether);
        vm.prank(stranger);
        registry.topUpDeposit{value: 1 ether}(other);
        equal(registry.totalDeposits(), 22 ether);
        vm.expectEmit();
        emit NodeRegistry.NodeJailed(other, GENESIS + 1, "BLIND");
        vm.prank(jailer);
        registry.setJail(other, GENESIS + 1, "BLIND");
        vm.expectEmit();
        emit Nodes.ExitAnnounced(other, GENESIS + 14 days);
        vm.prank(provider);
        registry.announceExit(other);
        vm.expectPartialRevert(Nodes.NodeLeaving.selector);
        vm.prank(provider);
        registry.announceExit(other);
        vm.warp(GENESIS + 14 days);
        vm.expectEmit();
        emit Nodes.NodeWithdrawn(other, 22 ether);
        vm.prank(provider);
        registry.withdraw(other);
        equal(registry.totalDeposits(), 10 ether);
    }

    function test_ANodeThatIsNotThereHasNothing() public {
        address nobody = vm.addr(7);
        check(!registry.eligible(nobody) && !registry.tunnelKeyValid(nobody, 0));
        equal(registry.node(nobody).deposit, 0);
        vm.expectPartialRevert(Nodes.NodeNotFound.selector);
        registry.topUpDeposit{value: 0}(nobody);
        vm.expectPartialRevert(Nodes.NodeNotFound.selector);
        registry.topUpBuffer{value: 0}(nobody);
        vm.expectPartialRevert(Nodes.NodeNotFound.selector);
        vm.prank(jailer);
        registry.setJail(nobody, 0, "");
    }

    function test_RefusesANodeWithoutATunnelKey() public {
        bytes memory signed = proof(7, provider, 0, ENDPOINT, GENESIS);
        vm.expectRevert(abi.encodeWithSelector(NodeProofs.NodeKeyMissing.selector));
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), 0, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesAProofOfAnotherKeyOrEndpoint() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(NodeProofs.NodeProofInvalid.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), bytes32(uint256(0x71)), ENDPOINT, GENESIS, signed);
        vm.expectPartialRevert(NodeProofs.NodeProofInvalid.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, bytes32(uint256(0xE1)), GENESIS, signed);
        vm.expectPartialRevert(NodeProofs.NodeProofInvalid.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(8), TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_AReplacedTunnelKeyIsTheLastOneAndGoesWithARotation() public {
        bytes32 next = bytes32(uint256(0x71));
        update(next);
        update(bytes32(uint256(0x72)));
        check(!registry.tunnelKeyValid(node, TUNNEL) && registry.tunnelKeyValid(node, next));
        address to = vm.addr(8);
        bytes memory signed = proof(8, provider, bytes32(uint256(0x72)), ENDPOINT, GENESIS);
        vm.prank(provider);
        registry.rotateNodeKey(node, to, GENESIS, signed);
        check(registry.tunnelKeyValid(to, next) && registry.tunnelKeyValid(to, bytes32(uint256(0x72))));
        check(!registry.tunnelKeyValid(node, next));
    }

    function test_AnUpdateOfTheEndpointAloneReplacesNoTunnelKey() public {
        bytes32 next = bytes32(uint256(0x71));
        update(next);
        vm.warp(GENESIS + 23 hours);
        update(next);
        check(registry.tunnelKeyValid(node, TUNNEL));
        vm.warp(GENESIS + 24 hours);
        check(!registry.tunnelKeyValid(node, TUNNEL));
    }

    function test_OnlyTheProviderRotatesAndOnlyToAnUnusedKey() public {
        address other = registerNode(7, STAKE);
        bytes memory signed = proof(8, stranger, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(Nodes.NodeNotProvider.selector);
        vm.prank(stranger);
        registry.rotateNodeKey(node, vm.addr(8), GENESIS, signed);
        signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(Nodes.NodeAlreadyRegistered.selector);
        vm.prank(provider);
        registry.rotateNodeKey(node, other, GENESIS, signed);
        vm.expectEmit();
        emit Nodes.NodeKeyRotated(node, vm.addr(8));
        rotate(8);
        signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.expectPartialRevert(Nodes.NodeKeyRetired.selector);
        vm.prank(provider);
        registry.rotateNodeKey(other, node, GENESIS, signed);
        check(registry.currentKey(node) == vm.addr(8) && registry.successor(node) == vm.addr(8));
    }

    function test_RotationKeepsJailAndExit() public {
        vm.prank(jailer);
        registry.setJail(node, GENESIS + 1 hours, "BLIND");
        vm.prank(provider);
        registry.announceExit(node);
        Nodes.Node memory found = registry.node(rotate(8));
        equal(found.jailedUntil, GENESIS + 1 hours);
        equal(found.withdrawableAt, GENESIS + 14 days);
    }

    function test_TellsOfSuspensionOnlyWhenItBegins() public {
        vm.prank(provider);
        registry.withdrawBuffer(node, 5 ether);
        vm.recordLogs();
        vm.prank(provider);
        registry.withdrawBuffer(node, 1 ether);
        equal(vm.getRecordedLogs().length, 1);
        vm.recordLogs();
        registry.topUpDeposit(node);
        equal(vm.getRecordedLogs().length, 1);
    }

    function testFuzz_EveryBaseUnitPaidInIsPaidBack(uint96 more, uint96 deposit, uint96 buffer, uint96 early) public {
        address other = registerFor(stranger, 7, more);
        vm.deal(address(this), uint256(deposit) + buffer);
        registry.topUpDeposit{value: deposit}(other);
        registry.topUpBuffer{value: buffer}(other);
        uint256 before = stranger.balance;
        vm.prank(stranger);
        registry.withdrawBuffer(other, uint256(early) % (uint256(buffer) + 10 ether + 1));
        vm.prank(stranger);
        registry.announceExit(other);
        vm.warp(GENESIS + 14 days);
        vm.prank(stranger);
        registry.withdraw(other);
        equal(stranger.balance, before + STAKE + more + deposit + buffer);
        equal(address(registry).balance, STAKE);
        equal(registry.totalDeposits(), 10 ether);
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
        vm.expectPartialRevert(NodeProofs.NodeProofInvalid.selector);
        vm.prank(stranger);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesAProofAfterItsDeadline() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS - 1);
        vm.expectPartialRevert(NodeProofs.NodeProofExpired.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS - 1, signed);
    }

    function test_RefusesAProofOfAnotherChain() public {
        bytes memory signed = proof(7, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.chainId(9030);
        vm.expectPartialRevert(NodeProofs.NodeProofInvalid.selector);
        vm.prank(provider);
        registry.register{value: STAKE}(vm.addr(7), TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function test_RefusesAProofASecondTime() public {
        bytes memory signed = proof(NODE_KEY, provider, TUNNEL, ENDPOINT, GENESIS);
        vm.prank(provider);
        registry.update(node, TUNNEL, ENDPOINT, GENESIS, signed);
        vm.expectPartialRevert(NodeProofs.NodeProofInvalid.selector);
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

    function test_NothingIsWithdrawnWithoutAnExit() public {
        vm.expectRevert(abi.encodeWithSelector(Nodes.NodeNotWithdrawable.selector, 0));
        vm.prank(provider);
        registry.withdraw(node);
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

    function update(bytes32 tunnelKey) private {
        bytes memory signed = proof(NODE_KEY, provider, tunnelKey, ENDPOINT, block.timestamp);
        vm.prank(provider);
        registry.update(node, tunnelKey, ENDPOINT, block.timestamp, signed);
    }

    function registerFor(address by, uint256 key, uint256 more) private returns (address registered) {
        registered = vm.addr(key);
        bytes memory signed = proof(key, by, TUNNEL, ENDPOINT, GENESIS);
        vm.deal(by, STAKE + more);
        vm.prank(by);
        registry.register{value: STAKE + more}(registered, TUNNEL, ENDPOINT, GENESIS, signed);
    }

    function rotate(uint256 key) private returns (address to) {
        to = vm.addr(key);
        bytes memory signed = proof(key, provider, TUNNEL, ENDPOINT, block.timestamp);
        vm.prank(provider);
        registry.rotateNodeKey(node, to, block.timestamp, signed);
    }
}
