"""Tables of the library's database. Embeddings are raw float32, paths raw bytes; nothing is pickled."""

VERSION = 1
"""Raised with every change of the tables; an older Albumen refuses a newer database."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row for each file that was ever looked at. Paths are raw bytes: names need not be UTF-8.
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL,              -- absolute
    root BLOB NOT NULL,              -- the folder that was named on the command line
    relative BLOB NOT NULL,          -- path below root
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 BLOB,                     -- 32 bytes; NULL for a file that could not be read
    status TEXT NOT NULL,            -- photo, error, not_photo
    error_code TEXT,
    error TEXT,
    version TEXT NOT NULL,           -- version and settings: others look again at what could not be read
    moved INTEGER NOT NULL DEFAULT 0,-- 1: the file was moved into this folder and is gone from path
    run INTEGER NOT NULL             -- number of the last run that saw it
);
CREATE UNIQUE INDEX source_by_path ON sources (path) WHERE moved = 0;
CREATE INDEX source_by_content ON sources (sha256);
CREATE INDEX source_by_size ON sources (size);

-- One row for each distinct content that was analysed, by the pack recorded in meta.
CREATE TABLE contents (
    sha256 BLOB PRIMARY KEY,
    width INTEGER NOT NULL,          -- of the upright original, pixels
    height INTEGER NOT NULL,
    faces INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE faces (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL,
    n INTEGER NOT NULL,              -- 0 is the first face of the photo
    box BLOB NOT NULL,               -- 4 float32: left, top, width, height
    landmarks BLOB NOT NULL,         -- 10 float32
    score REAL NOT NULL,
    quality BLOB NOT NULL,           -- 8 float32, the fields of FaceQuality in order
    overall REAL NOT NULL,           -- quality.overall, 0 to 1
    embedding BLOB NOT NULL,         -- D float32
    person INTEGER REFERENCES people (id),
    UNIQUE (sha256, n)
);
CREATE INDEX face_by_person ON faces (person);

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    removed INTEGER NOT NULL DEFAULT 0,   -- 1: the user deleted the folder
    merged_into INTEGER REFERENCES people (id)
);

-- Folders that were made. kind: person, no_faces, passers_by.
CREATE TABLE folders (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    person INTEGER REFERENCES people (id),
    name BLOB NOT NULL,              -- path below the results folder, where it was last seen
    number INTEGER,                  -- the N of "Person N"
    marked INTEGER NOT NULL DEFAULT 0,
    renamed INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX folder_of_person ON folders (person) WHERE person IS NOT NULL;

-- The manifest: every file that was placed, as it was when it was placed.
CREATE TABLE placements (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources (id),
    folder INTEGER NOT NULL REFERENCES folders (id),
    name BLOB NOT NULL,              -- path below the folder
    mode TEXT NOT NULL,              -- copy, hardlink, symlink, move
    size INTEGER NOT NULL DEFAULT 0,
    mtime_ns INTEGER NOT NULL DEFAULT 0,
    sha256 BLOB NOT NULL,
    done INTEGER NOT NULL DEFAULT 0, -- 0: planned, the file may or may not be there yet
    UNIQUE (source, folder)
);
CREATE INDEX placement_by_folder ON placements (folder);

-- What the user corrected by moving or deleting files; never undone by a later run.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    verdict TEXT NOT NULL,           -- belongs, not
    sha256 BLOB NOT NULL,
    face INTEGER,                    -- faces.n; NULL: the whole photo
    person INTEGER REFERENCES people (id),
    kind TEXT NOT NULL,              -- person, no_faces, passers_by
    reason TEXT NOT NULL,            -- moved, deleted, merged
    made_at TEXT NOT NULL
);
CREATE UNIQUE INDEX correction_once ON corrections (verdict, sha256, coalesce(face, -1), coalesce(person,
-1), kind);

-- Files that Albumen writes for itself (index.html, Unreadable.txt): digest of what it wrote.
CREATE TABLE generated (name TEXT NOT NULL, sha256 BLOB NOT NULL, PRIMARY KEY (name, sha256)) WITHOUT ROWID;
"""
