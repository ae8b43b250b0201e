//! Files: where their contents go, and what is taken there.

use super::*;

/// A file as it was announced.
pub(super) struct Announced {
    pub(super) id: String,
    pub(super) token: String,
}

pub(super) trait Upload {
    fn announce(&mut self, kind: &str) -> Announced;
    fn send_contents(
        &mut self,
        file: &Announced,
        kind: Option<&str>,
        contents: &[u8],
    ) -> Result<(), ApiFailure>;
}

impl Upload for World {
    #[track_caller]
    fn announce(&mut self, kind: &str) -> Announced {
        let file = self.ok("files.upload", "", json!({"type": kind, "purpose": "disputeEvidence"}));
        let (id, url) = (text(&file["id"]), text(&file["url"]));
        let token = url.strip_prefix(&format!("https://pay-api.amazon.com/v2/files/{id}/contents?token="));
        Announced { token: token.unwrap().to_owned(), id }
    }

    fn send_contents(
        &mut self,
        file: &Announced,
        kind: Option<&str>,
        contents: &[u8],
    ) -> Result<(), ApiFailure> {
        self.engine.receive_file(&file.id, &file.token, kind, contents, self.now)
    }
}

const JPEG: Option<&str> = Some("image/jpeg");

#[test]
fn contents_are_measured_and_not_kept() {
    let mut world = World::new();
    let file = world.announce("jpg");
    assert_eq!(world.engine.objects(ObjectKind::File)[0]["sha256"], Value::Null);
    world.send_contents(&file, Some("Image/JPEG; q=1"), b"abc").unwrap();
    let shown = &world.engine.objects(ObjectKind::File)[0];
    assert_eq!(shown["size"], 3);
    assert_eq!(shown["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert!(shown["url"].is_null(), "the address is told once");
    assert_eq!(world.engine.object_count(), 1);
}

#[test]
fn the_same_contents_may_come_twice_and_others_may_not() {
    let mut world = World::new();
    let file = world.announce("jpg");
    world.send_contents(&file, JPEG, b"one").unwrap();
    world.send_contents(&file, JPEG, b"one").unwrap();
    assert_eq!(world.send_contents(&file, JPEG, b"two").unwrap_err().status, 409);
}

#[test]
fn other_addresses_types_and_sizes_are_refused() {
    let mut world = World::new();
    let (file, other) = (world.announce("jpg"), world.announce("jpg"));
    let mixed = Announced { id: file.id.clone(), token: other.token };
    let unknown = Announced { id: "file_0".to_owned(), token: file.token.clone() };
    let large = vec![0; crate::engine::LARGEST_FILE + 1];
    for (file, kind, contents, status) in [
        (&mixed, JPEG, &b"x"[..], 403),
        (&unknown, JPEG, b"x", 404),
        (&file, None, b"x", 400),
        (&file, Some("image/png"), b"x", 400),
        (&file, JPEG, b"", 400),
        (&file, JPEG, &large, 413),
    ] {
        assert_eq!(world.send_contents(file, kind, contents).unwrap_err().status, status);
    }
    world.send_contents(&file, JPEG, &large[1..]).unwrap();
    world.pass(SignedDuration::from_mins(15));
    assert_eq!(world.send_contents(&file, JPEG, b"x").unwrap_err().status, 403, "the address has expired");
}

#[test]
fn a_repeated_announcement_gives_the_same_file() {
    let mut world = World::new();
    let body = || json!({"type": "png", "purpose": "disputeEvidence"});
    let first = world.call_with_key("files.upload", "", body(), Some("k"));
    assert_eq!(first, world.call_with_key("files.upload", "", body(), Some("k")));
    assert_eq!(world.call_with_key("files.upload", "", body(), None).0, 400);
    for body in
        [json!({"type": "exe", "purpose": "disputeEvidence"}), json!({"type": "png", "purpose": "fun"})]
    {
        world.assert_refused("files.upload", "", body, 400, "InvalidParameterValue");
    }
}
