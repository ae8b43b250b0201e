//! Merchant accounts, their stores and tokens.

use super::*;

fn registration(reference: &str) -> Value {
    json!({"uniqueReferenceId": reference, "ledgerCurrency": "JPY", "businessInfo": {
        "businessType": "CORPORATE", "businessLegalName": "密林コーヒー", "countryOfEstablishment": "JP",
        "businessAddress": {"city": "小田原市", "postalCode": "250-0001"},
    }})
}

fn creation(reference: &str) -> Value {
    let mut body = registration(reference);
    body["businessInfo"]["email"] = json!("shop@example.com");
    body["stores"] = json!([{"storeName": "Shop", "domainUrls": ["https://shop.example"]}]);
    body
}

impl World {
    fn register(&mut self, reference: &str) -> String {
        text(&self.ok("merchant_accounts.register", "", registration(reference))["merchantAccountId"])
    }

    fn create(&mut self, reference: &str) -> &'static str {
        let answer = self.ok("merchant_accounts.create", "", creation(reference));
        assert_eq!(answer["uniqueReferenceId"], reference);
        text(&answer["merchantAccountId"]).leak()
    }

    /// The provider A1 acts for a merchant.
    fn acting_for<T>(&mut self, merchant: &'static str, work: impl FnOnce(&mut Self) -> T) -> T {
        (self.merchant, self.provider) = (merchant, Some("A1"));
        let result = work(self);
        (self.merchant, self.provider) = ("A1", None);
        result
    }

    fn account(&self, id: &str) -> Value {
        let accounts = self.engine.objects(ObjectKind::MerchantAccount);
        accounts.into_iter().find(|account| account["merchantAccountId"] == id).unwrap_or_default()
    }

    /// Calls an operation with two parameters in its path.
    fn update_store(&mut self, account: &str, store: &str, body: Value) -> (u16, Value) {
        let (path, body) = ([account.to_owned(), store.to_owned()], body.to_string());
        let call = ApiCall {
            operation: "stores.update",
            path_parameters: &path,
            merchant: self.merchant,
            provider: self.provider,
            query: &[],
            body: body.as_bytes(),
            idempotency_key: None,
            simulation_code: None,
            version: "v2",
            region: "jp",
        };
        let reply = self.engine.handle(&call, self.now);
        (reply.status, serde_json::from_slice(&reply.body).unwrap())
    }
}

#[test]
fn a_registered_account_is_updated_and_deleted_by_who_made_it() {
    let mut world = World::new();
    let id = world.register("shop-1");
    assert_eq!((id.len(), &id[..1]), (14, "A"));
    world.assert_refused(
        "merchant_accounts.register",
        "",
        registration("shop-1"),
        400,
        "InvalidParameterValue",
    );
    let update = || json!({"businessInfo": {"businessAddress": {"postalCode": "250-0025"}}});
    assert_eq!(world.ok("merchant_accounts.update", &id, update()), Value::Null, "the answer is empty");
    let address = &world.account(&id)["businessInfo"]["businessAddress"];
    assert_eq!(*address, json!({"city": "小田原市", "postalCode": "250-0025"}));

    world.merchant = "A2";
    let reference_of_another_provider = world.register("shop-1");
    world.assert_refused("merchant_accounts.update", &id, update(), 404, "ResourceNotFound");
    world.assert_refused("merchant_accounts.delete", &id, Value::Null, 404, "ResourceNotFound");
    assert_ne!(reference_of_another_provider, id);
    world.merchant = "A1";
    let token = world.engine.auth_token(&id);
    assert_eq!(world.engine.merchant_of_auth_token(&token).as_deref(), Some(id.as_str()));
    let claim = json!({"uniqueReferenceId": "shop-1"});
    world.assert_refused("merchant_accounts.claim", &id, claim, 403, "InvalidAccountStatus");
    assert_eq!(world.ok("merchant_accounts.delete", &id, Value::Null), Value::Null);
    assert_eq!((world.account(&id), world.engine.merchant_of_auth_token(&token)), (Value::Null, None));
    for operation in ["merchant_accounts.update", "merchant_accounts.delete"] {
        world.assert_refused(operation, &id, Value::Null, 404, "ResourceNotFound");
    }
    world.register("shop-1");
    assert_eq!(world.engine.object_count(), 2);
}

#[test]
fn a_partners_account_is_updated_with_its_token_until_it_is_claimed() {
    let mut world = World::new();
    let id = world.create("shop-1");
    let update =
        || json!({"businessInfo": {"email": "new@example.com", "businessLegalName": "密林コーヒー"}});
    world.assert_refused("merchant_accounts.update", id, update(), 400, "MissingHeader");
    world.assert_refused("merchant_accounts.update_merchant", id, update(), 400, "MissingHeader");
    let other = world.create("shop-2");
    world.acting_for(other, |world| {
        world.assert_refused(
            "merchant_accounts.update_merchant",
            id,
            update(),
            403,
            "InvalidAuthorizationToken",
        );
    });
    world.acting_for(id, |world| {
        world.ok("merchant_accounts.update_merchant", id, update());
        let another_business = json!({"businessInfo": {"businessLegalName": "大河"}});
        world.assert_refused(
            "merchant_accounts.update_merchant",
            id,
            another_business,
            400,
            "InvalidParameterValue",
        );
    });
    assert_eq!(world.account(id)["businessInfo"]["email"], "new@example.com");

    let claim = |world: &mut World, reference: &str| {
        let body = json!({ "uniqueReferenceId": reference }).to_string();
        world.send("merchant_accounts.claim", id, body.as_bytes(), None)
    };
    assert_eq!(claim(&mut world, "shop-2").status, 400);
    let first = claim(&mut world, "shop-1");
    assert_eq!((first.status, first.body.len()), (303, 0));
    assert!(first.location.as_ref().unwrap().contains(id));
    assert_eq!(claim(&mut world, "shop-1"), first);
    world.engine.take_over_account(id).unwrap();
    let after = claim(&mut world, "shop-1");
    assert_eq!((after.status, after.location, &after.body[..]), (200, None, &b"{}"[..]));
    world.acting_for(id, |world| {
        world.assert_refused("merchant_accounts.update_merchant", id, update(), 403, "InvalidAccountStatus");
    });
    assert_eq!(world.engine.take_over_account("A0").unwrap_err().status, 404);
}

#[test]
fn a_saved_redirect_leads_to_the_same_place() {
    let mut world = World::new();
    let id = world.create("shop-1");
    let body = json!({"uniqueReferenceId": "shop-1"}).to_string();
    let first = world.send("merchant_accounts.claim", id, body.as_bytes(), Some("k"));
    world.engine.take_over_account(id).unwrap();
    let replayed = Reply { is_replayed: true, ..first };
    assert_eq!(world.send("merchant_accounts.claim", id, body.as_bytes(), Some("k")), replayed);
}

#[test]
fn stores_are_made_with_the_merchants_token_alone() {
    let mut world = World::new();
    let id = world.create("shop-1");
    let store = || json!({"storeName": "Shop", "allowedOriginDomains": ["https://a.example"]});
    world.assert_refused("stores.create", id, store(), 400, "MissingHeader");
    let other = world.create("shop-2");
    world.acting_for(other, |world| {
        world.assert_refused("stores.create", id, store(), 403, "InvalidAuthorizationToken");
    });
    let store_id = world.acting_for(id, |world| {
        let made = world.ok("stores.create", id, store());
        let store_id = text(&made["storeId"]);
        let (status, updated) =
            world.update_store(id, &store_id, json!({"allowedOriginDomains": ["https://b.example"]}));
        assert_eq!(status, 200, "{updated}");
        assert_eq!(
            updated,
            json!({"storeId": store_id, "storeName": "Shop", "allowedOriginDomains": ["https://b.example"]})
        );
        assert_eq!(world.update_store(id, "amzn1.none", json!({})).0, 404);
        store_id
    });
    assert_eq!(world.update_store(id, &store_id, json!({})).0, 400);
    world.acting_for(other, |world| assert_eq!(world.update_store(other, &store_id, json!({})).0, 404));
    assert_eq!(world.engine.objects(ObjectKind::Store).len(), 3, "each creation made one of its own");
}

#[test]
fn tokens_of_the_older_api_are_exchanged_and_act_for_the_merchant() {
    let mut world = World::new();
    let mws = world.engine.mws_auth_token("A9");
    world.assert_refused("authorization_tokens.get", &mws, Value::Null, 400, "MissingParameterValue");
    world.query = vec![("merchantId".to_owned(), "A8".to_owned())];
    world.assert_refused("authorization_tokens.get", &mws, Value::Null, 403, "InvalidAuthorizationToken");
    world.query = vec![("merchantId".to_owned(), "A9".to_owned())];
    let token = text(&world.ok("authorization_tokens.get", &mws, Value::Null)["authorizationToken"]);
    assert_eq!(world.engine.merchant_of_auth_token(&token).as_deref(), Some("A9"));
    assert_eq!(world.engine.merchant_of_auth_token(&mws), None);

    world.query.clear();
    world.merchant = "A9";
    let permission = world.permission("10.00");
    world.merchant = "A1";
    world.assert_refused("charge_permissions.get", &permission, Value::Null, 404, "ResourceNotFound");
    world.acting_for("A9", |world| {
        assert_eq!(world.state("charge_permissions.get", &permission), "Chargeable");
    });
    world.engine.reset();
    assert_eq!(world.engine.merchant_of_auth_token(&token), None);
}
