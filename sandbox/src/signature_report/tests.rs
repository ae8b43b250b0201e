use super::canonical_parts::{CARRIAGE_RETURNS, LINE_FEED_AT_END, Mistake, NO_EMPTY_LINE, Part};
use super::*;

const CANONICAL: &str =
    "GET\n/v2/charges/1\na=1\naccept:a\nx-amz-pay-authtoken:secret\n\naccept;x-amz-pay-authtoken\nabc";

#[test]
fn parts_make_the_canonical_request_they_were_taken_from() {
    for text in [CANONICAL, "GET\n/\n\nhost:x\n\nhost\n0"] {
        assert_eq!(CanonicalParts::of(text).unwrap().with(&[]), text);
    }
    assert!(CanonicalParts::of("GET\n/").is_none());
}

#[test]
fn a_mistake_replaces_its_part_or_the_joints() {
    let parts = CanonicalParts::of(CANONICAL).unwrap();
    let with = |part, text: &str| parts.with(&[&Mistake { part, what: "", text: text.into() }]);
    assert_eq!(with(Part::Query, ""), CANONICAL.replace("a=1", ""));
    assert_eq!(with(Part::BodyHash, "def"), CANONICAL.replace("abc", "def"));
    assert_eq!(with(Part::Joint, NO_EMPTY_LINE), CANONICAL.replace("\n\naccept;", "\naccept;"));
    assert_eq!(with(Part::Joint, LINE_FEED_AT_END), format!("{CANONICAL}\n"));
    assert_eq!(with(Part::Joint, CARRIAGE_RETURNS), CANONICAL.replace('\n', "\r\n"));
}

#[test]
fn the_first_difference_is_named_by_line_and_part_and_shows_no_token() {
    let part = |client: &str| {
        let difference = difference(CANONICAL, client).unwrap();
        (difference.line, difference.part)
    };
    assert_eq!(part(&CANONICAL.replace("GET", "POST")), (1, "method".into()));
    assert_eq!(part(&CANONICAL.replace("accept:a", "accept:b")), (4, "header accept".into()));
    assert_eq!(part(&CANONICAL.replace("\n\naccept;", "\naccept;")), (6, "end of the headers".into()));
    assert_eq!(part(&CANONICAL.replace("accept;", "")), (7, "signed headers".into()));
    assert_eq!(part(&CANONICAL.replace("abc", "def")), (8, "hash of the body".into()));
    assert_eq!(difference(CANONICAL, CANONICAL), None);

    let shown = difference(CANONICAL, &CANONICAL.replace("secret", "other")).unwrap();
    assert_eq!(shown.server.as_deref(), Some("x-amz-pay-authtoken:[redacted]"));
    assert_eq!(shown.client, shown.server, "that they differ is told, what they are is not");
}
