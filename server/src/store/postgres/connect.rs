//! Reaching a PostgreSQL database: its address, TLS, the pool, and its schema.

use std::path::PathBuf;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::PostgresSettings;
use super::errors::{ConnectError, Failure};
use crate::store::history::{Applied, HistoryError, Migration, outstanding};

const MIGRATIONS: [Migration; 2] = [
    Migration {
        number: 1,
        name: "first",
        sql: include_str!("../../../migrations/postgres/0001_first.sql"),
    },
    Migration {
        number: 2,
        name: "moves",
        sql: include_str!("../../../migrations/postgres/0002_moves.sql"),
    },
];

/// Which lock whoever changes the schema holds meanwhile; the number is as good as any.
const SCHEMA_LOCK: i64 = 0x4374_6c61;

/// How long it may take to connect, and to wait for a free connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// An address in parts: what the driver understands, and what we read ourselves.
struct Address {
    config: Config,
    root_certificates: Option<PathBuf>,
}

/// Reads the address. `sslmode=verify-ca` and `verify-full` are as good as `require` here, where who
/// answers is always verified; `sslrootcert` names a file with the certificates to trust.
fn read(url: &str) -> Result<Address, ConnectError> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let mut root_certificates = None;
    let mut parameters = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslrootcert", path)) => root_certificates = Some(PathBuf::from(path)),
            Some(("sslmode", "verify-ca" | "verify-full")) => {
                parameters.push("sslmode=require".to_owned());
            }
            _ => parameters.push(parameter.to_owned()),
        }
    }
    let address = match parameters.is_empty() {
        true => place.to_owned(),
        false => format!("{place}?{}", parameters.join("&")),
    };
    let unreadable = |error: tokio_postgres::Error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        ConnectError::Address(cause.unwrap_or_else(|| error.to_string()))
    };
    let mut config: Config = address.parse().map_err(unreadable)?;
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        let why = "it names no host. Write it as postgres://user:password@host/database";
        return Err(ConnectError::Address(why.into()));
    }
    config.connect_timeout(PATIENCE).application_name("centralita");
    config.keepalives_idle(Duration::from_secs(30));
    Ok(Address { config, root_certificates })
}

fn tls(root_certificates: Option<PathBuf>) -> Result<MakeRustlsConnect, ConnectError> {
    let mut roots = RootCertStore::empty();
    match root_certificates {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let at_fault = |why: &dyn std::fmt::Display| {
                ConnectError::Address(format!("sslrootcert={}: {why}", path.display()))
            };
            let found = CertificateDer::pem_file_iter(&path).map_err(|error| at_fault(&error))?;
            for certificate in found {
                let certificate = certificate.map_err(|error| at_fault(&error))?;
                roots.add(certificate).map_err(|error| at_fault(&error))?;
            }
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConnectError::Address(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

pub(super) fn pool(url: &str, settings: &PostgresSettings) -> Result<Pool, ConnectError> {
    let Address { mut config, root_certificates } = read(url)?;
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match config.get_ssl_mode() {
        SslMode::Require => Manager::from_config(config, tls(root_certificates)?, recycling),
        // Encrypting without looking who answers would only look safe.
        _ => {
            config.ssl_mode(SslMode::Disable);
            Manager::from_config(config, NoTls, recycling)
        }
    };
    Pool::builder(manager)
        .max_size(settings.connections.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .recycle_timeout(Some(PATIENCE))
        .build()
        .map_err(|error| ConnectError::Address(error.to_string()))
}

/// Makes sure that the database has this release's schema, and does not promise what it does not keep.
pub(super) async fn prepare(client: &mut Client) -> Result<(), ConnectError> {
    let told = client.query_one("SHOW synchronous_commit", &[]).await.map_err(failed)?;
    if told.try_get::<_, String>(0).map_err(failed)? == "off" {
        return Err(ConnectError::Hasty);
    }
    let change = client.transaction().await.map_err(failed)?;
    // Several servers may start at once: the first does it, the others find it done.
    change.query("SELECT pg_advisory_xact_lock($1)", &[&SCHEMA_LOCK]).await.map_err(failed)?;
    let applied = applied(&change).await.map_err(failed)?;
    if applied.is_empty() && is_foreign(&change).await.map_err(failed)? {
        return Err(HistoryError::Foreign.into());
    }
    for migration in outstanding(&MIGRATIONS, &applied)? {
        migrate(&change, migration).await.map_err(failed)?;
    }
    change.commit().await.map_err(failed)
}

fn failed(error: tokio_postgres::Error) -> ConnectError {
    ConnectError::Store(Failure::from(error).into())
}

async fn applied(change: &Transaction<'_>) -> Result<Vec<Applied>, tokio_postgres::Error> {
    let is_there = change.query_one("SELECT to_regclass('migrations') IS NOT NULL", &[]).await?;
    if !is_there.try_get::<_, bool>(0)? {
        return Ok(Vec::new());
    }
    let list = "SELECT number, name, checksum FROM migrations ORDER BY number";
    let rows = change.query(list, &[]).await?;
    rows.iter()
        .map(|row| {
            let number = u32::try_from(row.try_get::<_, i64>(0)?).unwrap_or(u32::MAX);
            Ok(Applied { number, name: row.try_get(1)?, checksum: row.try_get(2)? })
        })
        .collect()
}

/// Whether somebody else's table stands where ours shall.
async fn is_foreign(change: &Transaction<'_>) -> Result<bool, tokio_postgres::Error> {
    let sql = "SELECT to_regclass('executions') IS NOT NULL OR to_regclass('jobs') IS NOT NULL \
               OR to_regclass('documents') IS NOT NULL";
    change.query_one(sql, &[]).await?.try_get(0)
}

async fn migrate(
    change: &Transaction<'_>,
    migration: &Migration,
) -> Result<(), tokio_postgres::Error> {
    if migration.number == 1 {
        let table = "CREATE TABLE migrations (number bigint PRIMARY KEY, name text NOT NULL, \
                     checksum text NOT NULL)";
        change.batch_execute(table).await?;
    }
    change.batch_execute(migration.sql).await?;
    let record = "INSERT INTO migrations (number, name, checksum) VALUES ($1, $2, $3)";
    let number = i64::from(migration.number);
    change.execute(record, &[&number, &migration.name, &migration.checksum()]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        read(url).expect("it is an address").config.get_ssl_mode()
    }

    #[test]
    fn tls_is_used_when_the_address_asks_for_it() {
        assert_eq!(mode("postgres://a@b/c"), SslMode::Prefer);
        assert_eq!(mode("postgres://a@b/c?sslmode=disable"), SslMode::Disable);
        for asked in ["require", "verify-ca", "verify-full"] {
            assert_eq!(mode(&format!("postgres://a@b/c?sslmode={asked}")), SslMode::Require);
        }
    }

    #[test]
    fn a_file_of_certificates_is_taken_from_the_address() {
        let url = "postgres://a@b/c?sslrootcert=/etc/db.pem&connect_timeout=3&sslmode=verify-full";
        let address = read(url).expect("it is an address");
        assert_eq!(address.root_certificates, Some(PathBuf::from("/etc/db.pem")));
        assert!(tls(address.root_certificates).is_err(), "there is no such file");
    }

    #[test]
    fn an_address_that_is_none_is_told() {
        for url in ["", "mysql://a@b/c", "postgres://a@b:x/c", "postgres://a@b/c?nonsense=1"] {
            let told = pool(url, &PostgresSettings::default()).err();
            assert!(matches!(told, Some(ConnectError::Address(_))), "{url}: {told:?}");
        }
    }
}
