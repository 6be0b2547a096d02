//! How the server is set up: by a file, by the environment and by flags, the later before the earlier.
//!
//! One table, [`SETTINGS`], names everything; `centralita config` prints it with what holds here.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use centralita_server::dialling::DiallingRules;
use centralita_server::egress::EgressRules;

use crate::trouble::Trouble;
use crate::words::Language;

/// The file that is read when it is there and no other is named.
pub const FILE: &str = "centralita-server.toml";

/// The longest file that is read, in bytes.
const LONGEST_FILE: u64 = 64 * 1024;

/// The table of the file that says whom flows may ask.
const EGRESS: &str = "egress";

/// The table of the rules whom flows may call and write to.
const CALLS: &str = "calls";

/// Something that can be set.
pub struct Setting {
    /// Its name in the file, and behind `--`.
    pub name: &'static str,
    /// Its name in the environment.
    pub variable: &'static str,
    /// What holds when nobody says otherwise; empty for nothing.
    pub usual: &'static str,
    /// What it is, in English and in Spanish.
    pub about: (&'static str, &'static str),
}

/// Everything that can be set.
pub const SETTINGS: [Setting; 11] = [
    Setting {
        name: "listen",
        variable: "CENTRALITA_LISTEN",
        usual: "127.0.0.1:8080",
        about: ("Where to listen.", "Dónde escuchar."),
    },
    Setting {
        name: "public",
        variable: "CENTRALITA_PUBLIC",
        usual: "",
        about: (
            "Where the world reaches this server, like https://calls.example.com; providers ask there.",
            "Dónde el mundo encuentra este servidor, como https://calls.example.com; ahí preguntan los proveedores.",
        ),
    },
    Setting {
        name: "data",
        variable: "CENTRALITA_DATA",
        usual: "centralita-data",
        about: (
            "The folder of the data; it is made when it is not there.",
            "La carpeta de los datos; si no existe, se añade.",
        ),
    },
    Setting {
        name: "database",
        variable: "CENTRALITA_DATABASE",
        usual: "",
        about: (
            "Where everything is kept: postgres://… for several machines, memory for a trial; else a file in the data folder.",
            "Dónde se guarda todo: postgres://… para varias máquinas, memory para una prueba; si no, un archivo en la carpeta de los datos.",
        ),
    },
    Setting {
        name: "keys",
        variable: "CENTRALITA_KEYS",
        usual: "",
        about: (
            "The file of the keys that seal what is kept; else keys in the data folder. All servers on one database need the same.",
            "El archivo de las llaves que sellan lo que se guarda; si no, keys en la carpeta de los datos. Todos los servidores de una base de datos necesitan el mismo.",
        ),
    },
    Setting {
        name: "designer",
        variable: "CENTRALITA_DESIGNER",
        usual: "",
        about: (
            "The folder of the editor's page, as cargo xtask web builds it.",
            "La carpeta de la página del editor, como la construye cargo xtask web.",
        ),
    },
    Setting {
        name: "lease",
        variable: "CENTRALITA_LEASE",
        usual: "90",
        about: (
            "After how many seconds another server does what one had begun that died; 3 or more. No request of a flow takes longer than two thirds of it.",
            "Tras cuántos segundos hace otro servidor lo que había empezado uno que murió; 3 o más. Ninguna petición de un flujo tarda más de dos tercios de ellos.",
        ),
    },
    Setting {
        name: "connections",
        variable: "CENTRALITA_CONNECTIONS",
        usual: "4096",
        about: (
            "How many connections there are at once, 16 or more; chats have a limit of their own. Who finds no room waits.",
            "Cuántas conexiones hay a la vez, 16 o más; los chats tienen su propio límite. Quien no encuentra sitio espera.",
        ),
    },
    Setting {
        name: "keep",
        variable: "CENTRALITA_KEEP",
        usual: "90",
        about: (
            "For how many days calls and conversations are kept that are over, with everything that was said; or forever.",
            "Cuántos días se guardan las llamadas y conversaciones terminadas, con todo lo dicho; o forever, para siempre.",
        ),
    },
    Setting {
        name: "metrics",
        variable: "CENTRALITA_METRICS",
        usual: "",
        about: (
            "Where Prometheus fetches measures, like 127.0.0.1:9090; anybody who reaches it may.",
            "Dónde recoge Prometheus las medidas, como 127.0.0.1:9090; puede cualquiera que llegue ahí.",
        ),
    },
    Setting {
        name: "traces",
        variable: "CENTRALITA_TRACES",
        usual: "",
        about: (
            "The OpenTelemetry collector that is sent what each call did, like http://127.0.0.1:4318.",
            "El recolector OpenTelemetry al que se envía lo que hizo cada llamada, como http://127.0.0.1:4318.",
        ),
    },
];

/// What stands for a time without end.
const FOR_EVER: &str = "forever";

/// The flags by which a server is set up.
#[derive(Debug, Default, clap::Args)]
pub struct Flags {
    /// The file with settings; else `centralita-server.toml` in this folder, when it is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen; else at 127.0.0.1:8080.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where the world reaches this server, like `https://calls.example.com`; else only this machine does.
    #[arg(long, value_name = "ADDRESS")]
    public: Option<String>,
    /// The folder of the data; it is made when it is not there.
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
    /// Where everything is kept: `postgres://…` for several machines, `memory` for a trial; else a file in
    /// the data folder.
    #[arg(long, value_name = "ADDRESS")]
    database: Option<String>,
    /// The file of the keys that seal what is kept; else `keys` in the data folder.
    #[arg(long, value_name = "FILE")]
    keys: Option<String>,
    /// The folder of the editor's page, as `cargo xtask web` builds it.
    #[arg(long, value_name = "FOLDER")]
    designer: Option<String>,
    /// After how many seconds another server does what one had begun that died; else after 90.
    #[arg(long, value_name = "SECONDS")]
    lease: Option<String>,
    /// How many connections there are at once; else 4096.
    #[arg(long, value_name = "NUMBER")]
    connections: Option<String>,
    /// For how many days calls and conversations are kept that are over; else 90. `forever` keeps all.
    #[arg(long, value_name = "DAYS")]
    keep: Option<String>,
    /// Where Prometheus fetches measures, like 127.0.0.1:9090; else nowhere.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
    /// The OpenTelemetry collector that is sent what each call did, like `http://127.0.0.1:4318`; else none.
    #[arg(long, value_name = "ADDRESS")]
    traces: Option<String>,
}

impl Flags {
    /// Those that say where data and keys are.
    pub fn of_keys(config: Option<PathBuf>, data: Option<String>, keys: Option<String>) -> Flags {
        Flags { config, data, keys, ..Flags::default() }
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Usual,
    /// A file.
    File(PathBuf),
    /// The environment.
    Variable(&'static str),
    /// A flag.
    Flag(&'static str),
}

impl Source {
    /// For people.
    pub fn told(&self, language: Language) -> String {
        match (self, language) {
            (Source::Usual, Language::En) => "by default".into(),
            (Source::Usual, Language::Es) => "por omisión".into(),
            (Source::File(path), _) => path.display().to_string(),
            (Source::Variable(name), _) => (*name).into(),
            (Source::Flag(name), _) => format!("--{name}"),
        }
    }
}

/// A setting as it holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its name.
    pub name: &'static str,
    /// Its value; empty for none.
    pub value: String,
    /// Where that comes from.
    pub source: Source,
}

/// How a server is set up.
pub struct Configuration {
    /// Every setting, in the order of the table.
    pub held: Vec<Held>,
    /// The rules for strangers' addresses, with the file that says them.
    egress: File,
    /// The rules whom flows may call and write to, likewise.
    calls: File,
}

/// What the file says.
type File = Option<(PathBuf, toml::Table)>;

impl Configuration {
    /// Reads it from the file, the environment and the flags.
    ///
    /// # Errors
    /// When the file cannot be read, or names something that cannot be set.
    pub fn read(flags: &Flags) -> Result<Configuration, Trouble> {
        let named = flags.config.clone().or_else(|| {
            std::env::var_os("CENTRALITA_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from)
        });
        let file = match named {
            Some(path) => Some(file(path)?),
            None if Path::new(FILE).is_file() => Some(file(FILE.into())?),
            None => None,
        };
        let variable = |name: &str| std::env::var(name).ok();
        Ok(Configuration::of(flags, &variable, &file))
    }

    fn of(flags: &Flags, variable: &dyn Fn(&str) -> Option<String>, file: &File) -> Configuration {
        let flag = |name: &str| match name {
            "listen" => flags.listen.clone(),
            "public" => flags.public.clone(),
            "data" => flags.data.clone(),
            "database" => flags.database.clone(),
            "keys" => flags.keys.clone(),
            "designer" => flags.designer.clone(),
            "lease" => flags.lease.clone(),
            "connections" => flags.connections.clone(),
            "keep" => flags.keep.clone(),
            "metrics" => flags.metrics.clone(),
            "traces" => flags.traces.clone(),
            _ => None,
        };
        let held = SETTINGS.iter().map(|setting| {
            let name = setting.name;
            let filed = file.as_ref().and_then(|(path, table)| {
                Some((table.get(name)?.as_str()?.to_owned(), Source::File(path.clone())))
            });
            let said = variable(setting.variable).filter(|value| !value.is_empty());
            let (value, source) = flag(name)
                .map(|value| (value, Source::Flag(name)))
                .or_else(|| said.map(|value| (value, Source::Variable(setting.variable))))
                .or(filed)
                .unwrap_or_else(|| (setting.usual.to_owned(), Source::Usual));
            Held { name, value, source }
        });
        let table = |name: &str| {
            let (path, table) = file.as_ref()?;
            Some((path.clone(), table.get(name)?.as_table()?.clone()))
        };
        Configuration { held: held.collect(), egress: table(EGRESS), calls: table(CALLS) }
    }

    fn get(&self, name: &str) -> Option<&Held> {
        self.held.iter().find(|held| held.name == name).filter(|held| !held.value.is_empty())
    }

    /// Where to listen.
    ///
    /// # Errors
    /// When that is no address.
    pub fn listen(&self, language: Language) -> Result<SocketAddr, Trouble> {
        self.address("listen", language)
    }

    /// Where measures are fetched; none for nowhere.
    ///
    /// # Errors
    /// When that is no address.
    pub fn metrics(&self, language: Language) -> Result<Option<SocketAddr>, Trouble> {
        self.get("metrics").map(|_| self.address("metrics", language)).transpose()
    }

    /// The collector of traces; none for nobody.
    ///
    /// # Errors
    /// When that is no address.
    pub fn traces(&self, language: Language) -> Result<Option<String>, Trouble> {
        let Some(held) = self.get("traces") else { return Ok(None) };
        let at = held.value.trim_end_matches('/');
        let host = at.strip_prefix("http://").or_else(|| at.strip_prefix("https://"));
        let host = host.unwrap_or_default();
        if !host.is_empty() && !host.contains(['/', '@', ' ', '?', '#']) {
            return Ok(Some(at.to_owned()));
        }
        let (value, source) = (&held.value, held.source.told(language));
        Err(Trouble::Misuse(match language {
            Language::En => format!(
                "\"{value}\" ({source}) is no collector. Name one like http://127.0.0.1:4318."
            ),
            Language::Es => format!(
                "\"{value}\" ({source}) no es un recolector. Indique uno como http://127.0.0.1:4318."
            ),
        }))
    }

    fn address(&self, name: &str, language: Language) -> Result<SocketAddr, Trouble> {
        let held = self.get(name);
        let value = held.map_or("", |held| &held.value);
        value.parse().map_err(|_| {
            let source = held.map_or(Source::Usual, |held| held.source.clone()).told(language);
            Trouble::Misuse(match language {
                Language::En => format!(
                    "Nobody can listen at \"{value}\" ({source}). Name an address and a port, like 127.0.0.1:8080."
                ),
                Language::Es => format!(
                    "No se puede escuchar en \"{value}\" ({source}). Indique una dirección y un puerto, como 127.0.0.1:8080."
                ),
            })
        })
    }

    /// Where the world reaches the server; none when only this machine does.
    pub fn public(&self) -> Option<String> {
        self.get("public").map(|held| held.value.clone())
    }

    /// The folder of the data.
    pub fn data(&self) -> PathBuf {
        self.get("data").map_or_else(|| "centralita-data".into(), |held| held.value.clone().into())
    }

    /// The database, when it is not a file in the folder of the data.
    pub fn database(&self) -> Option<String> {
        self.get("database").map(|held| held.value.clone())
    }

    /// The file of the keys that seal what is kept.
    pub fn keys(&self) -> PathBuf {
        let beside = || self.data().join(crate::keys::FILE);
        self.get("keys").map_or_else(beside, |held| held.value.clone().into())
    }

    /// Which strangers' addresses flows may ask: the table `egress` of the file.
    ///
    /// # Errors
    /// When it says something that is no rule.
    pub fn egress(&self) -> Result<EgressRules, Trouble> {
        let Some((path, table)) = &self.egress else { return Ok(EgressRules::default()) };
        table.clone().try_into().map_err(|error: toml::de::Error| {
            Trouble::Misuse(format!("{}: [egress]: {error}", path.display()))
        })
    }

    /// Whom flows may call and write to: the table `calls` of the file.
    ///
    /// # Errors
    /// When it says something that is no rule.
    pub fn dialling(&self, language: Language) -> Result<DiallingRules, Trouble> {
        let Some((path, table)) = &self.calls else { return Ok(DiallingRules::default()) };
        let rules: DiallingRules = table.clone().try_into().map_err(|error: toml::de::Error| {
            Trouble::Misuse(format!("{}: [calls]: {error}", path.display()))
        })?;
        match rules.no_country() {
            None => Ok(rules),
            Some(country) => Err(Trouble::Misuse(match language {
                Language::En => format!(
                    "{}: [calls]: \"{country}\" is no country. Write its two letters, like ES, or * for all.",
                    path.display()
                ),
                Language::Es => format!(
                    "{}: [calls]: \"{country}\" no es un país. Escriba sus dos letras, como ES, o * para todos.",
                    path.display()
                ),
            })),
        }
    }

    /// How long a server holds work that it has begun.
    ///
    /// # Errors
    /// When that is no number of seconds.
    pub fn lease(&self, language: Language) -> Result<Duration, Trouble> {
        let held = self.get("lease");
        let value = held.map_or("", |held| &held.value);
        let seconds = value.parse().ok().filter(|seconds| (3..=3_600).contains(seconds));
        seconds.map(Duration::from_secs).ok_or_else(|| {
            let source = held.map_or(Source::Usual, |held| held.source.clone()).told(language);
            Trouble::Misuse(match language {
                Language::En => {
                    format!("\"{value}\" ({source}) is no lease. Name seconds, 3 to 3600.")
                }
                Language::Es => {
                    format!(
                        "\"{value}\" ({source}) no sirve de lease. Indique segundos, de 3 a 3600."
                    )
                }
            })
        })
    }

    /// How many connections there are at once.
    ///
    /// # Errors
    /// When that is no such number.
    pub fn connections(&self, language: Language) -> Result<usize, Trouble> {
        let held = self.get("connections");
        let value = held.map_or("", |held| &held.value);
        value.parse().ok().filter(|number| (16..=1_000_000).contains(number)).ok_or_else(|| {
            let source = held.map_or(Source::Usual, |held| held.source.clone()).told(language);
            Trouble::Misuse(match language {
                Language::En => format!(
                    "\"{value}\" ({source}) is no number of connections. Name one from 16 to 1000000."
                ),
                Language::Es => format!(
                    "\"{value}\" ({source}) no es un número de conexiones. Indique uno de 16 a 1000000."
                ),
            })
        })
    }

    /// How long what is over is kept; none for ever.
    ///
    /// # Errors
    /// When that is no number of days.
    pub fn kept(&self, language: Language) -> Result<Option<Duration>, Trouble> {
        let held = self.get("keep");
        let value = held.map_or("", |held| &held.value);
        if value == FOR_EVER {
            return Ok(None);
        }
        let days = value.parse::<u64>().ok().filter(|days| (1..=36_500).contains(days));
        days.map(|days| Some(Duration::from_secs(days * 24 * 3_600))).ok_or_else(|| {
            let source = held.map_or(Source::Usual, |held| held.source.clone()).told(language);
            Trouble::Misuse(match language {
                Language::En => format!(
                    "\"{value}\" ({source}) is no time to keep anything. Name days, 1 to 36500, or {FOR_EVER}."
                ),
                Language::Es => format!(
                    "\"{value}\" ({source}) no es un tiempo de conservación. Indique días, de 1 a 36500, o {FOR_EVER}."
                ),
            })
        })
    }

    /// The folder of the editor's page.
    ///
    /// # Errors
    /// When there is no page in it.
    pub fn designer(&self, language: Language) -> Result<Option<PathBuf>, Trouble> {
        let Some(held) = self.get("designer") else { return Ok(None) };
        let folder = PathBuf::from(&held.value);
        if folder.join("index.html").is_file() {
            return Ok(Some(folder));
        }
        let (folder, source) = (folder.display(), held.source.told(language));
        Err(Trouble::Misuse(match language {
            Language::En => format!(
                "{folder} ({source}) holds no page of the editor. Build it by cargo xtask web, or leave this out."
            ),
            Language::Es => format!(
                "{folder} ({source}) no contiene la página del editor. Constrúyala con cargo xtask web u omita este ajuste."
            ),
        }))
    }
}

impl Held {
    /// The value as it may be shown: passwords in addresses are not.
    pub fn shown(&self) -> String {
        let Some((scheme, rest)) = self.value.split_once("://") else { return self.value.clone() };
        let Some((who, place)) = rest.rsplit_once('@') else { return self.value.clone() };
        match who.split_once(':') {
            Some((name, _)) => format!("{scheme}://{name}:…@{place}"),
            None => self.value.clone(),
        }
    }
}

/// Reads the file.
fn file(path: PathBuf) -> Result<(PathBuf, toml::Table), Trouble> {
    let size = std::fs::metadata(&path).map_err(|error| Trouble::reading(&path, error))?.len();
    if size > LONGEST_FILE {
        let too_large = std::io::Error::from(std::io::ErrorKind::FileTooLarge);
        return Err(Trouble::reading(&path, too_large));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| Trouble::reading(&path, error))?;
    let told = |why: &dyn std::fmt::Display| Trouble::Misuse(format!("{}: {why}", path.display()));
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| told(&error))?;
    let known: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    for (name, value) in &table {
        if [EGRESS, CALLS].contains(&name.as_str()) && value.is_table() {
            continue;
        }
        if !known.contains(&name.as_str()) {
            return Err(told(&format!(
                "there is no setting {name}. These are: {}",
                known.iter().chain(&[EGRESS, CALLS]).copied().collect::<Vec<_>>().join(", ")
            )));
        }
        if !value.is_str() {
            return Err(told(&format!("{name} is a text: write it as {name} = \"…\"")));
        }
    }
    Ok((path, table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_file() {
        let filed = "listen = \"a\"\npublic = \"b\"\ndata = \"c\"".parse().unwrap();
        let file = Some((PathBuf::from("x.toml"), filed));
        let variable = |name: &str| match name {
            "CENTRALITA_LISTEN" => Some("d".to_owned()),
            "CENTRALITA_PUBLIC" => Some("e".to_owned()),
            "CENTRALITA_DATABASE" => Some(String::new()),
            _ => None,
        };
        let flags = Flags { listen: Some("f".into()), ..Flags::default() };
        let held = Configuration::of(&flags, &variable, &file).held;
        let shown: Vec<String> = held
            .iter()
            .map(|one| format!("{}={} {}", one.name, one.value, one.source.told(Language::En)))
            .collect();
        expect_test::expect![[r#"
            listen=f --listen
            public=e CENTRALITA_PUBLIC
            data=c x.toml
            database= by default
            keys= by default
            designer= by default
            lease=90 by default
            connections=4096 by default
            keep=90 by default
            metrics= by default
            traces= by default"#]]
        .assert_eq(&shown.join("\n"));
    }

    #[test]
    fn passwords_in_addresses_are_not_shown() {
        let shown = |value: &str| {
            Held { name: "database", value: value.into(), source: Source::Usual }.shown()
        };
        assert_eq!(
            shown("postgres://me:s@e:cret@db/c?sslmode=require"),
            "postgres://me:…@db/c?sslmode=require"
        );
        assert_eq!(shown("postgres://me@db/c"), "postgres://me@db/c");
        assert_eq!(shown("memory"), "memory");
    }
}
