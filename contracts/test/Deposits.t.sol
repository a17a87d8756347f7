// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeRegistry} from "../src/NodeRegistry.sol";
import {Nodes} from "../src/Nodes.sol";
import {Fixture} from "./Fixture.sol";

/// @dev The lives of four nodes in random order; what can't succeed is not called, else the run fails.
contract NodeActors is Fixture {
    uint256 private constant NODES = 4;

    /// @dev The node key that each node has by now; rotated upwards in steps of NODES.
    uint256[NODES] private keys = [uint256(1), 2, 3, 4];
    uint256[NODES] public paidIn;
    uint256[NODES] public paidOut;
    uint256[NODES] public depositIn;
    uint256[NODES] public taken;
    mapping(uint256 id => uint256 which) private slashed;
    uint256 private evidence;

    constructor() {
        deploy();
        vm.deal(provider, 1e30);
        for (uint256 which = 0; which < NODES; ++which) {
            registerAgain(which, 18 ether);
        }
    }

    function contracts() external view returns (NodeRegistry) {
        return registry;
    }

    function keyOf(uint256 which) public view returns (address) {
        return vm.addr(keys[which]);
    }

    function registerAgain(uint256 which, uint64 more) public {
        which %= NODES;
        if (registry.node(keyOf(which)).provider != address(0)) return;
        registerNode(keys[which], STAKE + more);
        paidIn[which] += STAKE + more;
        depositIn[which] += STAKE + more - 10 ether;
    }

    function topUp(uint256 which, uint64 amount, bool buffer) external {
        which %= NODES;
        if (registry.node(keyOf(which)).provider == address(0)) return;
        vm.prank(provider);
        if (buffer) registry.topUpBuffer{value: amount}(keyOf(which));
        else registry.topUpDeposit{value: amount}(keyOf(which));
        paidIn[which] += amount;
        if (!buffer) depositIn[which] += amount;
    }

    function withdrawBuffer(uint256 which, uint256 amount) external {
        which %= NODES;
        Nodes.Node memory node = registry.node(keyOf(which));
        if (node.provider == address(0)) return;
        amount %= node.buffer + 1;
        vm.prank(provider);
        registry.withdrawBuffer(keyOf(which), amount);
        paidOut[which] += amount;
    }

    function exit(uint256 which) external {
        which %= NODES;
        Nodes.Node memory node = registry.node(keyOf(which));
        if (node.provider == address(0)) return;
        if (node.withdrawableAt == 0) {
            vm.prank(provider);
            registry.announceExit(keyOf(which));
            return;
        }
        if (block.timestamp < node.withdrawableAt) vm.warp(node.withdrawableAt);
        uint256 before = provider.balance;
        vm.prank(provider);
        registry.withdraw(keyOf(which));
        paidOut[which] += provider.balance - before;
    }

    function rotate(uint256 which) external {
        which %= NODES;
        if (registry.node(keyOf(which)).provider == address(0)) return;
        Nodes.Node memory node = registry.node(keyOf(which));
        uint256 next = keys[which] + NODES;
        bytes memory signed = proof(next, provider, node.tunnelKey, node.endpointHash, block.timestamp);
        vm.prank(provider);
        registry.rotateNodeKey(keyOf(which), vm.addr(next), block.timestamp, signed);
        keys[which] = next;
    }

    function proposeSlash(uint256 which, uint16 bps) external {
        which %= NODES;
        if (registry.node(keyOf(which)).provider == address(0)) return;
        bytes32 found = bytes32(++evidence);
        vm.prank(penaliser);
        try registry.proposeSlash(keyOf(which), bps % 10_000 + 1, "R", found, uint64(block.timestamp)) returns (
            uint256 id
        ) {
            slashed[id] = which;
        } catch (bytes memory reason) {
            bytes4 refusal = bytes4(reason);
            check(
                refusal == NodeRegistry.SlashWeeklyCapReached.selector
                    || refusal == NodeRegistry.SlashNothingLeft.selector
            );
        }
    }

    function decideSlash(uint256 which, uint8 how) external {
        if (registry.slashCount() == 0) return;
        uint256 id = which % registry.slashCount() + 1;
        (, uint64 until, NodeRegistry.SlashState state, uint128 amount,,) = registry.slashes(id);
        if (state == NodeRegistry.SlashState.Pending && how % 3 == 0 && block.timestamp < until) {
            vm.prank(provider);
            registry.contest(id);
        } else if (state == NodeRegistry.SlashState.Contested && how % 3 == 1) {
            vm.prank(admin);
            registry.approveSlash(id);
        } else if (
            (state == NodeRegistry.SlashState.Pending || state == NodeRegistry.SlashState.Approved) && how % 3 != 2
                && block.timestamp <= until + 7 days
        ) {
            if (block.timestamp < until) vm.warp(until);
            registry.executeSlash(id);
            taken[slashed[id]] += amount;
        } else if (state != NodeRegistry.SlashState.Executed && state != NodeRegistry.SlashState.Dropped) {
            vm.prank(admin);
            registry.dropSlash(id);
        }
    }

    function sweep() external {
        registry.sweep();
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + time % 3 days);
    }
}

/// @dev Invariant I6 (slash bound), and that every base unit of the registry is somebody's.
contract DepositInvariants {
    uint256 private constant NODES = 4;
    NodeActors private actors;
    NodeRegistry private registry;

    function setUp() public {
        actors = new NodeActors();
        registry = actors.contracts();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function invariant_SlashesTakeNoMoreThanTheNodesOwnDeposit() public view {
        uint256 taken;
        for (uint256 which = 0; which < NODES; ++which) {
            require(actors.taken(which) <= actors.depositIn(which), "took more than the deposit");
            taken += actors.taken(which);
        }
        require(taken == registry.swept() + address(registry.vault()).balance, "slashed money got lost");
    }

    function invariant_EveryBaseUnitIsSomebodys() public view {
        uint256 deposits;
        uint256 held;
        for (uint256 which = 0; which < NODES; ++which) {
            Nodes.Node memory node = registry.node(actors.keyOf(which));
            deposits += node.deposit;
            held += node.deposit + node.buffer;
            require(
                actors.paidIn(which) == actors.paidOut(which) + actors.taken(which) + node.deposit + node.buffer,
                "a node's books don't balance"
            );
        }
        require(registry.totalDeposits() == deposits, "total of deposits is wrong");
        require(address(registry).balance == held + registry.swept(), "balance differs from the books");
    }
}
