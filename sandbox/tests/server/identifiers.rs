//! The names of objects, from one sandbox to the next.

use amazonpay_sandbox::SandboxBuilder;

use crate::shop::Shop;

#[tokio::test]
async fn no_sandbox_names_an_object_as_another_did_nor_as_itself_before_a_reset() {
    let (one, other) = (Shop::open().await, Shop::open().await);
    let first = one.authorized().await;
    one.sandbox.reset();
    let found = [first, one.authorized().await, other.authorized().await];
    for (at, (permission, charge)) in found.iter().enumerate() {
        for (other_permission, other_charge) in &found[at + 1..] {
            assert!(permission != other_permission && charge != other_charge, "{found:?}");
        }
    }
}

#[tokio::test]
async fn sandboxes_of_one_seed_name_their_objects_alike_however_it_was_given_and_after_a_reset() {
    let first = Shop::open_with(|sandbox| sandbox.seed(7)).await;
    let by_name = SandboxBuilder::from_settings(r#"{ "seed": 7 }"#).unwrap();
    let second = Shop::open_with(|_| by_name).await;
    let expected = first.authorized().await;
    assert_eq!(second.authorized().await, expected);
    first.sandbox.reset();
    assert_eq!(first.authorized().await, expected);
    let third = Shop::open_with(|sandbox| sandbox.seed(8)).await;
    assert_ne!(third.authorized().await, expected);
}
