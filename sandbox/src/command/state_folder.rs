//! The folder in which the program keeps its private key from start to start, so that variables set once stay right.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// A folder that only its user can look into.
#[derive(Debug)]
pub(crate) struct StateFolder {
    path: PathBuf,
}

const PRIVATE_KEY: &str = "private-key.pem";

impl StateFolder {
    /// Opens the given folder, or `amazonpay-sandbox` in the user's state folder (XDG), and makes it when needed.
    pub(crate) fn open(given: Option<PathBuf>) -> Result<Self, String> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let path = given
            .or_else(|| variable("XDG_STATE_HOME").map(|folder| folder.join("amazonpay-sandbox")))
            .or_else(|| variable("HOME").map(|home| home.join(".local/state/amazonpay-sandbox")))
            .ok_or("--state: neither XDG_STATE_HOME nor HOME is set; name a folder for the private key")?;
        let path = std::path::absolute(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(|error| format!("--state: {}: {error}", path.display()))?;
        Ok(Self { path })
    }

    /// The private key of an earlier start; `None` at the first.
    pub(crate) fn private_key(&self) -> Result<Option<String>, String> {
        let path = self.path.join(PRIVATE_KEY);
        match fs::read_to_string(&path) {
            Ok(pem) => Ok(Some(pem)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}; delete it to have a new key made", path.display())),
        }
    }

    pub(crate) fn write_private_key(&self, pem: &str) -> Result<PathBuf, String> {
        self.write(PRIVATE_KEY, pem)
    }

    /// Writes the CA of this run, under a name with the port, so that two sandboxes don't overwrite each other's.
    pub(crate) fn write_ca(&self, tls_url: &str, pem: &str) -> Result<PathBuf, String> {
        let port = tls_url.rsplit(':').next().unwrap_or_default();
        self.write(&format!("ca-{port}.pem"), pem)
    }

    /// Writes a file that nobody else can read, in one step, so that no reader finds half of it.
    fn write(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.path.join(name);
        let unfinished = self.path.join(format!("{name}.{}", std::process::id()));
        let failed = |error| format!("{}: {error}", path.display());
        write_new(&unfinished, text).map_err(failed)?;
        fs::rename(&unfinished, &path).map_err(failed)?;
        Ok(path)
    }
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
