//! Replays the seeds of every target: what the fuzzer found worth keeping, and every case that once failed.

use std::fs;
use std::path::Path;
use std::sync::mpsc;

use amazonpay_fuzz::TARGETS;

#[test]
fn every_seed_passes() {
    let (findings, found) = mpsc::channel();
    std::thread::scope(|scope| {
        for (name, target) in TARGETS {
            let findings = findings.clone();
            scope.spawn(move || {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
                let mut seeds = 0;
                for file in
                    fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
                {
                    let path = file.unwrap().path();
                    let data = fs::read(&path).unwrap();
                    if std::panic::catch_unwind(|| target(&data)).is_err() {
                        findings.send(path.display().to_string()).unwrap();
                    }
                    seeds += 1;
                }
                assert!(seeds > 0, "{} is empty", folder.display());
            });
        }
    });
    drop(findings);
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "these seeds fail; the reasons stand above: {found:#?}");
}

#[test]
fn every_folder_of_seeds_has_a_target() {
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")).unwrap() {
        let name = folder.unwrap().file_name();
        assert!(TARGETS.iter().any(|(target, _)| name == *target), "{name:?} is the name of no target");
    }
}
