create table country (
  code          char(2)      not null primary key,
  name          varchar(64)  not null unique,
  calling_code  varchar(8)   not null
);
insert into country (code, name, calling_code) values
  ('AR', 'Argentina', '+54'), ('AT', 'Austria', '+43'), ('AU', 'Australia', '+61'), ('BE', 'Belgium', '+32'),
  ('BR', 'Brazil', '+55'), ('CA', 'Canada', '+1'), ('CH', 'Switzerland', '+41'), ('CL', 'Chile', '+56'),
  ('CN', 'China', '+86'), ('CZ', 'Czechia', '+420'), ('DE', 'Germany', '+49'), ('DK', 'Denmark', '+45'),
  ('EE', 'Estonia', '+372'), ('EG', 'Egypt', '+20'), ('ES', 'Spain', '+34'), ('FI', 'Finland', '+358'),
  ('FR', 'France', '+33'), ('GB', 'United Kingdom', '+44'), ('GR', 'Greece', '+30'), ('IE', 'Ireland', '+353'),
  ('IN', 'India', '+91'), ('IT', 'Italy', '+39'), ('JP', 'Japan', '+81'), ('KE', 'Kenya', '+254'),
  ('KR', 'South Korea', '+82'), ('MX', 'Mexico', '+52'), ('NG', 'Nigeria', '+234'), ('NL', 'Netherlands', '+31'),
  ('NO', 'Norway', '+47'), ('NZ', 'New Zealand', '+64'), ('PL', 'Poland', '+48'), ('PT', 'Portugal', '+351'),
  ('SE', 'Sweden', '+46'), ('TR', 'Turkey', '+90'), ('UA', 'Ukraine', '+380'), ('US', 'United States', '+1'),
  ('ZA', 'South Africa', '+27');
