//! The configuration of an Amazon Pay button: what a page hands to `amazon.Pay.renderButton`.
//!
//! The payload is encoded once, signed, and stands in the configuration as that very text, so that what Amazon hashes
//! is what was signed. No request is sent.
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/amazon-pay-script.html>.
//!
//! ```
//! use amazonpay::AmazonPay;
//! use amazonpay::button::{ButtonRequest, Placement};
//! use amazonpay::config::Region;
//! use amazonpay::model::{CreateCheckoutSession, Currency, WebCheckoutDetails};
//! use amazonpay::signing::PrivateKey;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let key = PrivateKey::generate()?;
//! let pay = AmazonPay::builder().public_key_id("SANDBOX-AB12").private_key(key).region(Region::Eu).build()?;
//! let urls = WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review");
//! let button = pay
//!     .button(
//!         ButtonRequest::new("AMERCHANTID", Placement::Cart)
//!             .ledger_currency(Currency::Eur)
//!             .checkout_session(CreateCheckoutSession::new(urls, "amzn1.application-oa2-client.example")),
//!     )
//!     .await?;
//! println!(
//!     r##"<div id="pay"></div><script src="{}"></script>
//! <script>amazon.Pay.renderButton("#pay", {});</script>"##,
//!     button.script_url, button.config_json
//! );
//! # Ok(()) }
//! ```

mod config;
mod configure;
mod page_json;
mod request;
#[cfg(test)]
mod tests;

pub use config::{Button, ButtonConfig, SignedPayload};
pub use configure::script_url;
pub use page_json::page_json;
pub use request::{ButtonColor, ButtonRequest, CheckoutLanguage, Placement, SignIn};
