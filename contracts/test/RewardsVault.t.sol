// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Passes} from "../src/Passes.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {Fixture} from "./Fixture.sol";

contract RewardsVaultTest is Fixture {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB1);
    /// @dev Mebibytes in one pass.
    uint64 private constant MOST = 2 ** 40;

    function setUp() public {
        deploy();
        vm.prank(stranger);
        vault.fund{value: 500 ether}();
    }

    function test_SellsPassesAtTheNetworksPrice() public {
        vm.expectRevert(abi.encodeWithSelector(Passes.VaultWrongPayment.selector, 1, 0.5 ether));
        vm.prank(stranger);
        vault.buyPass{value: 1}(ALICE, 512);
        vm.expectEmit();
        emit Passes.PassBought(ALICE, stranger, 512, 0.5 ether);
        vm.prank(stranger);
        vault.buyPass{value: 0.5 ether}(ALICE, 512);
        equal(vault.funded(), 500.5 ether);
        vm.expectPartialRevert(Passes.VaultNothingBought.selector);
        vault.buyPass(ALICE, 0);
    }

    function test_FundsTheTreasury() public {
        vm.expectEmit();
        emit Passes.Funded(stranger, 2 ether);
        vm.prank(stranger);
        vault.fund{value: 2 ether}();
        equal(vault.funded(), 502 ether);
    }

    function test_AnyoneClaimsForAnAccountEvenWhileTheAdminWouldNot() public {
        settleEpoch(0, leaf(0, ALICE, 3 ether), 3 ether);
        vm.prank(admin);
        vault.setCapPerEpoch(0);
        vm.expectEmit();
        emit RewardsVault.Claimed(0, ALICE, 3 ether, 3 ether);
        vm.prank(stranger);
        vault.claim(0, ALICE, 3 ether, list());
        equal(ALICE.balance, 3 ether);
    }

    function test_ARootThatComesAgainKeepsTheOneBeforeIt() public {
        settleEpoch(0, leaf(0, ALICE, 1 ether), 1 ether);
        settleEpoch(1, leaf(0, ALICE, 2 ether), 2 ether);
        settleEpoch(2, leaf(0, ALICE, 2 ether), 2 ether);
        vault.claim(0, ALICE, 1 ether, list());
        vault.claim(0, ALICE, 2 ether, list());
        equal(ALICE.balance, 2 ether);
    }

    function testFuzz_SellsAtTheFlooredPriceExactly(uint64 price, uint64 mebibytes) public {
        mebibytes = mebibytes % MOST + 1;
        vm.prank(admin);
        vault.setPricePerGib(price);
        uint256 expected = uint256(price) * mebibytes / 1024;
        vm.assume(expected > 0);
        equal(vault.priceOf(mebibytes), expected);
        vm.deal(stranger, expected + 1);
        vm.expectRevert(abi.encodeWithSelector(Passes.VaultWrongPayment.selector, expected + 1, expected));
        vm.prank(stranger);
        vault.buyPass{value: expected + 1}(ALICE, mebibytes);
        vm.prank(stranger);
        vault.buyPass{value: expected}(ALICE, mebibytes);
        equal(vault.funded(), 500 ether + expected);
    }

    function testFuzz_SellsNothingForNothing(uint64 mebibytes) public {
        mebibytes = mebibytes % MOST + 1;
        vm.prank(admin);
        vault.setPricePerGib(0);
        vm.expectRevert(abi.encodeWithSelector(Passes.VaultNotForSale.selector));
        vault.buyPass(ALICE, mebibytes);
        vm.prank(admin);
        vault.setPricePerGib(1023);
        vm.expectRevert(abi.encodeWithSelector(Passes.VaultNotForSale.selector));
        vault.buyPass(ALICE, 1);
    }

    function testFuzz_SellsNoPassThatNobodyCanCount(uint64 mebibytes) public {
        vm.assume(mebibytes > MOST);
        vm.prank(admin);
        vault.setPricePerGib(1024);
        vm.expectRevert(abi.encodeWithSelector(Passes.VaultPassTooLarge.selector, mebibytes, MOST));
        vault.buyPass(ALICE, mebibytes);
        vm.expectRevert(abi.encodeWithSelector(Passes.VaultPassTooLarge.selector, MOST + 1, MOST));
        vault.buyPass(ALICE, MOST + 1);
        vm.deal(stranger, MOST);
        vm.prank(stranger);
        vault.buyPass{value: MOST}(ALICE, MOST);
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

    function test_NamesVersionsAsTheProtocolSays() public {
        anchorBoth(0);
        anchorBoth(1);
        vm.prank(performance);
        ledger.correct(0, 1, 0, 0, 0, 0);
        uint32[] memory versions = new uint32[](4);
        (versions[0], versions[1], versions[2], versions[3]) = (1, 2, 1, 1);
        check(ledger.versionsHash(0, 1) == keccak256(abi.encode(versions)));
    }

    function test_OnlyTheAdminChangesPriceAndCap() public {
        vm.expectEmit();
        emit Passes.PriceChanged(2 ether);
        vm.prank(admin);
        vault.setPricePerGib(2 ether);
        vm.expectEmit();
        emit RewardsVault.CapChanged(1);
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
}
