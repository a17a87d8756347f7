// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title The admin of the three contracts
/// @notice OpenZeppelin's timelock with one governor who proposes, cancels and executes, and no admin but itself.
contract Timelock is TimelockController {
    constructor(uint256 minDelay, address[] memory governors)
        TimelockController(minDelay, governors, governors, address(0))
    {}
}
