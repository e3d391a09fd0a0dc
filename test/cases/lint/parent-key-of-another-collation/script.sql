CREATE TABLE city (id INTEGER PRIMARY KEY, country TEXT REFERENCES country (code));
CREATE INDEX city_country ON city (country);
