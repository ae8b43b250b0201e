//! The operations of the API: the table, the typed calls made from it, and calls by name.

mod amounts;
mod answer;
mod call;
mod description;
mod execute;
mod options;
mod pages;
mod path;
mod query;
mod raw;
mod table;

pub use answer::{JsonText, Response, ResponseMeta};
pub use call::Call;
pub use description::OperationDescription;
#[cfg(feature = "schema")]
pub use description::SchemaOf;
pub use execute::OperationInput;
pub use options::CallOptions;
pub use pages::Page;
pub use table::{
    AuthorizationTokens, Buyers, ChargePermissions, Charges, CheckoutSessions, DeliveryTrackers,
    Disbursements, Disputes, Files, InStore, MerchantAccounts, OPERATIONS, Refunds, ReportDocuments,
    ReportSchedules, Reports, Stores,
};

pub(crate) use amounts::check as check_amounts;
pub(crate) use description::{ModelMismatch, encode, parse};
pub(crate) use options::CheckedOptions;

/// The operation that `method` and `path` ask for, and the path's parameters, percent-decoded.
///
/// `path` is what follows the version in the URL: `charges/S01-1234567-1234567-C123456/capture`. Of two operations with
/// the same method and path it is the first: `merchant_accounts.register` before `create`, `update` before
/// `update_merchant`.
///
/// ```
/// let (operation, parameters) = amazonpay::operation::find("POST", "charges/S01-1-1-C1/capture").unwrap();
/// assert_eq!(operation.name, "charges.capture");
/// assert_eq!(parameters, ["S01-1-1-C1"]);
/// ```
pub fn find(method: &str, path: &str) -> Option<(&'static OperationDescription, Vec<String>)> {
    OPERATIONS
        .iter()
        .filter(|operation| operation.method == method)
        .find_map(|operation| Some((*operation, operation.match_path(path)?)))
}

/// The operation of that name, as in `charges.capture`.
pub fn by_name(name: &str) -> Option<&'static OperationDescription> {
    OPERATIONS.iter().find(|operation| operation.name == name).copied()
}
