// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeRegistry} from "../src/NodeRegistry.sol";
import {Nodes} from "../src/Nodes.sol";
import {Fixture} from "./Fixture.sol";

/// @dev The lives of four nodes of two providers in random order, with penalties by their role, the admin and anyone. What
/// can't succeed is not called, or must be refused for its reason: another revert fails the run.
contract NodeActors is Fixture {
    uint256 public constant NODES = 4;

    /// @dev The node key that each node has by now; rotated upwards in steps of NODES.
    uint256[NODES] private keys = [uint256(1), 2, 3, 4];
    uint256[NODES] public paidIn;
    uint256[NODES] public paidOut;
    uint256[NODES] public depositIn;
    uint256[NODES] public taken;
    /// @dev What undecided proposals hold of each node's deposit.
    uint256[NODES] public frozen;
    uint256 public forced;
    mapping(uint256 id => uint256 which) private slashed;
    uint256[] private proposedAmounts;
    uint256[] private proposedAt;

    constructor() {
        deploy();
        for (uint256 which = 0; which < NODES; ++which) {
            registerAgain(which, 18 ether);
        }
        // A large deposit lifts the weekly cap: some nodes are expelled.
        topUp(0, 200 ether, false);
    }

    function registryOf() external view returns (NodeRegistry) {
        return registry;
    }

    function keyOf(uint256 which) public view returns (address) {
        return vm.addr(keys[which]);
    }

    function providerOf(uint256 which) private pure returns (address) {
        return which % 2 == 0 ? address(0xB0B0) : address(0xB0B1);
    }

    function isThere(uint256 which) private view returns (bool) {
        return registry.node(keyOf(which)).provider != address(0);
    }

    function registerAgain(uint256 which, uint64 more) public {
        which %= NODES;
        if (isThere(which)) return;
        address by = providerOf(which);
        bytes memory signed = proof(keys[which], by, TUNNEL, ENDPOINT, block.timestamp);
        vm.deal(by, by.balance + STAKE + more);
        vm.prank(by);
        registry.register{value: STAKE + more}(keyOf(which), TUNNEL, ENDPOINT, block.timestamp, signed);
        paidIn[which] += STAKE + more;
        depositIn[which] += STAKE + more - 10 ether;
    }

    function topUp(uint256 which, uint72 amount, bool buffer) public {
        which %= NODES;
        if (!isThere(which)) return;
        vm.deal(stranger, amount);
        vm.prank(stranger);
        if (buffer) registry.topUpBuffer{value: amount}(keyOf(which));
        else registry.topUpDeposit{value: amount}(keyOf(which));
        paidIn[which] += amount;
        if (!buffer) depositIn[which] += amount;
    }

    function withdrawBuffer(uint256 which, uint256 amount) external {
        which %= NODES;
        if (!isThere(which)) return;
        amount %= registry.node(keyOf(which)).buffer + 1;
        vm.prank(providerOf(which));
        registry.withdrawBuffer(keyOf(which), amount);
        paidOut[which] += amount;
    }

    function exit(uint256 which) external {
        which %= NODES;
        Nodes.Node memory node = registry.node(keyOf(which));
        if (node.provider == address(0)) return;
        if (node.withdrawableAt == 0) {
            vm.prank(node.provider);
            registry.announceExit(keyOf(which));
            return;
        }
        if (block.timestamp < node.withdrawableAt) vm.warp(node.withdrawableAt);
        uint256 before = node.provider.balance;
        vm.prank(node.provider);
        registry.withdraw(keyOf(which));
        paidOut[which] += node.provider.balance - before;
        check(node.expelled || frozen[which] > 0 || !isThere(which));
    }

    function rotate(uint256 which) external {
        which %= NODES;
        if (!isThere(which)) return;
        Nodes.Node memory node = registry.node(keyOf(which));
        uint256 next = keys[which] + NODES;
        bytes memory signed = proof(next, node.provider, node.tunnelKey, node.endpointHash, block.timestamp);
        vm.prank(node.provider);
        registry.rotateNodeKey(keyOf(which), vm.addr(next), block.timestamp, signed);
        keys[which] = next;
    }

    function jail(uint256 which, uint32 time) external {
        which %= NODES;
        if (!isThere(which)) return;
        vm.prank(jailer);
        registry.setJail(keyOf(which), uint64(block.timestamp) + time % 24 hours, "R");
    }

    function proposeSlash(uint256 which, uint16 bps, uint8 old) external {
        which %= NODES;
        bool usedBefore = old % 8 == 0 && proposedAmounts.length > 0;
        bytes32 found = bytes32(usedBefore ? 1 : proposedAmounts.length + 1);
        bool there = isThere(which);
        vm.prank(penaliser);
        try registry.proposeSlash(keyOf(which), bps % 10_000 + 1, "R", found, uint64(block.timestamp)) returns (
            uint256 id
        ) {
            check(there && !usedBefore);
            slashed[id] = which;
            (,,, uint128 amount,,) = registry.slashes(id);
            frozen[which] += amount;
            proposedAmounts.push(amount);
            proposedAt.push(block.timestamp);
            check(proposedInAWeek() * 20 <= registry.totalDeposits());
        } catch (bytes memory refusal) {
            bytes4 reason = bytes4(refusal);
            if (!there) {
                check(reason == Nodes.NodeNotFound.selector);
            } else if (usedBefore) {
                check(reason == NodeRegistry.SlashEvidenceUsed.selector);
            } else if (reason != NodeRegistry.SlashWeeklyCapReached.selector) {
                check(reason == NodeRegistry.SlashNothingLeft.selector);
                equal(registry.node(keyOf(which)).deposit, frozen[which]);
            }
        }
    }

    function decideSlash(uint256 which, uint8 how, address anyone) external {
        if (registry.slashCount() == 0) return;
        uint256 id = which % registry.slashCount() + 1;
        (, uint64 until, NodeRegistry.SlashState state, uint128 amount,,) = registry.slashes(id);
        if (state >= NodeRegistry.SlashState.Executed) return;
        which = slashed[id];
        if (state == NodeRegistry.SlashState.Pending && how % 3 == 0 && block.timestamp < until) {
            vm.prank(providerOf(which));
            registry.contest(id);
        } else if (state == NodeRegistry.SlashState.Contested && how % 3 == 1) {
            vm.prank(admin);
            registry.approveSlash(id);
        } else if (state != NodeRegistry.SlashState.Contested && how % 3 != 2 && block.timestamp <= until + 7 days) {
            if (block.timestamp < until) vm.warp(until);
            vm.prank(anyone);
            registry.executeSlash(id);
            taken[which] += amount;
            frozen[which] -= amount;
        } else {
            vm.prank(block.timestamp > until + 7 days ? anyone : admin);
            registry.dropSlash(id);
            frozen[which] -= amount;
        }
    }

    function sweep(address anyone) external {
        vm.prank(anyone);
        registry.sweep();
    }

    function force(uint32 amount) external {
        vm.deal(address(registry), address(registry).balance + amount);
        forced += amount;
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + time % 3 days);
    }

    function proposedInAWeek() private view returns (uint256 sum) {
        for (uint256 i = proposedAt.length; i > 0 && proposedAt[i - 1] + 7 days >= block.timestamp; --i) {
            sum += proposedAmounts[i - 1];
        }
    }
}

/// @dev Invariant I6 (slash bound), and that every base unit of the registry is somebody's.
contract DepositInvariants {
    NodeActors private actors;
    NodeRegistry private registry;

    function setUp() public {
        actors = new NodeActors();
        registry = actors.registryOf();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function invariant_SlashesStayWithinTheNodesOwnDepositAndEveryBaseUnitIsSomebodys() public view {
        uint256 deposits;
        uint256 held;
        uint256 taken;
        for (uint256 which = 0; which < actors.NODES(); ++which) {
            Nodes.Node memory node = registry.node(actors.keyOf(which));
            require(actors.taken(which) <= actors.depositIn(which), "took more than the deposit");
            require(actors.frozen(which) <= node.deposit, "froze more than the deposit");
            require(
                actors.paidIn(which) == actors.paidOut(which) + actors.taken(which) + node.deposit + node.buffer,
                "a node's books don't balance"
            );
            deposits += node.deposit;
            held += node.deposit + node.buffer;
            taken += actors.taken(which);
        }
        require(registry.totalDeposits() == deposits, "total of deposits is wrong");
        require(
            address(registry).balance == held + registry.swept() + actors.forced(), "balance differs from the books"
        );
        require(taken == registry.swept() + registry.vault().funded(), "slashed money got lost");
    }
}
