// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Timelock} from "../src/Timelock.sol";
import {Fixture} from "./Fixture.sol";

contract TimelockTest is Fixture {
    uint256 private constant DELAY = 2 days;
    address private governor = address(0x60F);

    Timelock private timelock;
    bytes private call;

    function setUp() public {
        address[] memory governors = new address[](1);
        governors[0] = governor;
        timelock = new Timelock(DELAY, governors);
        admin = address(timelock);
        deploy();
        call = abi.encodeCall(vault.setPricePerGib, 7 ether);
    }

    function test_ThePriceChangesOnlyAfterTheDelay() public {
        expectUnauthorized(governor, bytes32(0));
        vm.prank(governor);
        vault.setPricePerGib(7 ether);
        vm.prank(governor);
        timelock.schedule(address(vault), 0, call, 0, 0, DELAY);
        vm.warp(block.timestamp + DELAY - 1);
        vm.expectPartialRevert(bytes4(keccak256("TimelockUnexpectedOperationState(bytes32,bytes32)")));
        vm.prank(governor);
        timelock.execute(address(vault), 0, call, 0, 0);
        vm.warp(block.timestamp + 1);
        vm.prank(governor);
        timelock.execute(address(vault), 0, call, 0, 0);
        equal(vault.pricePerGib(), 7 ether);
    }

    function test_OnlyTheGovernorSchedulesAndExecutes() public {
        expectUnauthorized(stranger, timelock.PROPOSER_ROLE());
        vm.prank(stranger);
        timelock.schedule(address(vault), 0, call, 0, 0, DELAY);
        vm.prank(governor);
        timelock.schedule(address(vault), 0, call, 0, 0, DELAY);
        vm.warp(block.timestamp + DELAY);
        expectUnauthorized(stranger, timelock.EXECUTOR_ROLE());
        vm.prank(stranger);
        timelock.execute(address(vault), 0, call, 0, 0);
    }

    function test_HasNoAdminButItself() public view {
        check(timelock.hasRole(bytes32(0), address(timelock)));
        check(!timelock.hasRole(bytes32(0), governor) && !timelock.hasRole(bytes32(0), address(this)));
    }
}
