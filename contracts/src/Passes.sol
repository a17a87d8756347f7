// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @title Money in: passes and funding
/// @notice A pass is prepaid traffic of an account at the network's price. Amounts are base units.
abstract contract Passes is AccessControl {
    uint256 private constant MEBIBYTES_PER_GIBIBYTE = 1024;
    /// @dev The most in one pass, 2^60 bytes: what every reader of `PassBought` can count.
    uint64 private constant MAX_MEBIBYTES = 2 ** 40;

    /// @notice Base units for 2^30 bytes of prepaid traffic; 0: none is for sale.
    uint256 public pricePerGib;
    /// @notice All money that came in by `buyPass` and `fund`.
    uint128 public funded;

    event PassBought(address indexed account, address indexed payer, uint64 mebibytes, uint256 paid);
    event Funded(address indexed from, uint256 amount);
    event PriceChanged(uint256 pricePerGib);

    error VaultWrongPayment(uint256 sent, uint256 price);
    error VaultNothingBought();
    error VaultPassTooLarge(uint64 mebibytes, uint64 most);
    error VaultNotForSale();

    constructor(uint256 pricePerGib_) {
        pricePerGib = pricePerGib_;
    }

    /// @notice Buys prepaid traffic for an account, at the network's price; names no node. Send exactly `priceOf`,
    /// which may not be 0.
    /// @param mebibytes of 2^20 bytes, 1 to 2^40
    function buyPass(address account, uint64 mebibytes) external payable {
        if (mebibytes == 0) revert VaultNothingBought();
        if (mebibytes > MAX_MEBIBYTES) revert VaultPassTooLarge(mebibytes, MAX_MEBIBYTES);
        uint256 price = priceOf(mebibytes);
        if (price == 0) revert VaultNotForSale();
        if (msg.value != price) revert VaultWrongPayment(msg.value, price);
        funded += uint128(msg.value);
        emit PassBought(account, msg.sender, mebibytes, msg.value);
    }

    /// @notice Adds money for availability; anyone may.
    function fund() external payable {
        funded += uint128(msg.value);
        emit Funded(msg.sender, msg.value);
    }

    /// @notice Changes the price of passes bought from here on.
    /// @param price base units for 2^30 bytes; 0 ends the sale
    function setPricePerGib(uint256 price) external onlyRole(DEFAULT_ADMIN_ROLE) {
        pricePerGib = price;
        emit PriceChanged(price);
    }

    /// @notice The price of a pass in base units, floored.
    function priceOf(uint64 mebibytes) public view returns (uint256) {
        return pricePerGib * mebibytes / MEBIBYTES_PER_GIBIBYTE;
    }
}
