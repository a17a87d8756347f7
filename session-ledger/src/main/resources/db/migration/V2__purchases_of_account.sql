-- An account's pass is the sum of its purchases.
create index pass_purchase_account on pass_purchase (account);
