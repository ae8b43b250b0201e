//! Files: announced by the API, and their contents sent to an address of their own.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/file.html>. The contents are measured and not kept.

use amazonpay::model::{FileType, UploadFile, UploadedFile};
use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{ApiCall, Reply};
use super::{Engine, failures, request_fields, request_shapes, simulation, timers};
use crate::api_failure::ApiFailure;

/// How long contents are taken at an address after it was given [own].
const ADDRESS_LIVES: SignedDuration = SignedDuration::from_mins(15);

/// The most bytes of a file [own].
pub(crate) const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// A file and what the API does not show of it.
#[derive(Debug)]
pub(super) struct FileRecord {
    /// Without its address, which is told once.
    object: UploadedFile,
    pub(super) merchant: u32,
    pub(super) number: u64,
    pub(super) created: Timestamp,
    expires: Timestamp,
    /// The SHA-256 of the contents, once they are there.
    digest: Option<[u8; 32]>,
}

impl FileRecord {
    pub(super) fn has_contents(&self) -> bool {
        self.digest.is_some()
    }

    /// The file with the digest of its contents.
    pub(super) fn shown(&self) -> Value {
        let hex = |digest: &[u8; 32]| digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let mut shown = serde_json::to_value(&self.object).unwrap_or_default();
        shown["sha256"] = json!(self.digest.as_ref().map(hex));
        shown
    }
}

impl Engine {
    pub(super) fn upload_file(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Result<Reply, ApiFailure> {
        let request: UploadFile =
            request_fields::read(call.body, request_shapes::of_operation(call.operation))?;
        simulation::none(call.operation, call.simulation_code)?;
        let merchant = self.merchant_to_be(call.merchant);
        let number = self.identifiers.next_number();
        let id = format!("file_{}", Uuid::from_u128(self.identifiers.session()).simple());
        let expires = timers::later(now, ADDRESS_LIVES);
        let object = UploadedFile {
            id: id.clone(),
            r#type: Some(request.r#type),
            purpose: Some(request.purpose),
            upload_timestamp: Some(now.into()),
            url_expiration_timestamp: Some(expires.into()),
            ..Default::default()
        };
        let token = self.secrets.token("file", &id);
        let url = format!("{}/v2/files/{id}/contents?token={token}", self.address);
        let reply = Reply::json(201, &UploadedFile { url: Some(url.into()), ..object.clone() });
        let record = FileRecord { object, merchant, number, created: now, expires, digest: None };
        self.files.insert(id.into(), Box::new(record));
        self.object_count += 1;
        Ok(reply)
    }

    /// Takes the contents of a file that was announced: once, or the same again, as a client does whose answer was lost.
    ///
    /// # Errors
    /// 404 for an unknown file, 403 for a wrong token or an address that has expired, 400 for another content type than
    /// the file's or for no contents, 413 for too many, and 409 when the file has other contents already \[own\].
    pub fn receive_file(
        &mut self,
        id: &str,
        token: &str,
        content_type: Option<&str>,
        contents: &[u8],
        now: Timestamp,
    ) -> Result<(), ApiFailure> {
        let now = self.advance(now);
        let expected_token = self.secrets.token("file", id);
        let file = self.files.get_mut(id).ok_or_else(|| failures::not_found("File", id))?;
        let denied = |message: &str| Err(ApiFailure::new(403, "AccessDenied", message));
        if token != expected_token {
            return denied("The address is not the one that files.upload gave.");
        }
        if now >= file.expires {
            return denied("The address has expired; call files.upload again.");
        }
        let Some(content_type) = content_type else {
            return Err(ApiFailure::new(400, "MissingHeader", "The header content-type is missing."));
        };
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let expected = file.object.r#type.as_ref().and_then(FileType::content_type);
        if expected.is_some_and(|expected| !essence.eq_ignore_ascii_case(expected)) {
            let expected = expected.unwrap_or_default();
            let message = format!("content-type: expected {expected}, found {}.", failures::shown(essence));
            return Err(ApiFailure::new(400, "InvalidHeaderValue", message));
        }
        if contents.is_empty() {
            return Err(ApiFailure::new(400, "InvalidRequest", "The file is empty."));
        }
        if contents.len() > LARGEST_FILE {
            return Err(too_large());
        }
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest(&SHA256, contents).as_ref());
        if file.digest.is_some_and(|earlier| earlier != sha256) {
            let message = "The file has other contents already; call files.upload again.";
            return Err(ApiFailure::new(409, "AlreadyUploaded", message));
        }
        file.digest = Some(sha256);
        file.object.size = u64::try_from(contents.len()).ok();
        Ok(())
    }

    /// Whether the contents of a merchant's file are there; `None` when there is no such file.
    pub(super) fn has_contents(&self, merchant: u32, id: &str) -> Option<bool> {
        let file = self.files.get(id).filter(|file| file.merchant == merchant)?;
        Some(file.has_contents())
    }
}

/// The refusal of contents beyond [`LARGEST_FILE`].
pub(crate) fn too_large() -> ApiFailure {
    ApiFailure::new(413, "RequestTooLarge", format!("A file has at most {LARGEST_FILE} bytes."))
}
