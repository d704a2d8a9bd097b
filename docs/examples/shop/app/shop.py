# SPDX-License-Identifier: Apache-2.0
"""A small web shop: products with uploaded images, customers, orders.

shop.py serve                           the web application, on port 8080
shop.py health                          whether it answers (for the container's health check)
shop.py load [--orders N] [--images N]  fills it; the same numbers give the same data
"""

import argparse
import hashlib
import hmac
import html
import json
import os
import random
import secrets
import struct
import sys
import urllib.parse
import urllib.request
import zlib
from contextlib import closing
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg2

CONFIG = json.loads(Path("/etc/shop/shop.json").read_text(encoding="utf-8"))
UPLOADS = Path("/uploads")
LARGEST_UPLOAD = 5 * 1024 * 1024

SCHEMA = """
create table if not exists customers (
  id bigint generated always as identity primary key,
  name text not null,
  email text not null unique,
  joined timestamptz not null default now());
create table if not exists products (
  id bigint generated always as identity primary key,
  name text not null unique,
  price_cents bigint not null check (price_cents > 0),
  image text);
create table if not exists orders (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers,
  product_id bigint not null references products,
  quantity int not null check (quantity between 1 and 100),
  total_cents bigint not null,
  note text,
  placed timestamptz not null default now());
create index if not exists orders_placed on orders (placed desc);
create or replace view revenue as
  select p.name, count(*) as orders, sum(o.total_cents) as cents
  from orders o join products p on p.id = o.product_id group by p.name;
"""


def database():
    return closing(
        psycopg2.connect(
            host=os.environ["DATABASE_HOST"],
            dbname=os.environ["DATABASE_NAME"],
            user=os.environ["DATABASE_USER"],
            password=os.environ["DATABASE_PASSWORD"],
            connect_timeout=5,
        )
    )


def query(sql, *values):
    with database() as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def money(cents):
    return f"{cents / 100:.2f} {CONFIG['currency']}"


def signed(value):
    """A cookie value that only who knows the session key can make."""
    mac = hmac.new(os.environ["SESSION_KEY"].encode(), value.encode(), hashlib.sha256)
    return f"{value}.{mac.hexdigest()}"


def verified(cookie):
    value = cookie.rpartition(".")[0]
    return value if value and hmac.compare_digest(signed(value), cookie) else None


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title>
<style>
 body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2b33 }}
 .products {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem }}
 .products img {{ width: 100%; border-radius: .4rem }} table {{ border-collapse: collapse; width: 100% }}
 td, th {{ text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #dde5e8 }} td.n {{ text-align: right }}
</style><h1>{name}</h1><p>{orders} orders of {customers} customers.</p>
<h2>Products</h2><div class="products">{products}</div>
<h2>Order</h2><form method="post" action="/orders"><input type="hidden" name="token" value="{token}">
<select name="product">{options}</select> <input name="quantity" type="number" value="1" min="1" max="100">
<input name="email" type="email" placeholder="you@example.org" required> <button>Order</button></form>
<h2>Newest orders</h2><table><tr><th>No.</th><th>Customer</th><th>Product</th><th>Quantity</th><th>Total</th></tr>{rows}</table>
"""


def page(token):
    escape = html.escape
    products = query("select id, name, price_cents, image from products order by id limit 24")
    orders = query(
        "select o.id, c.name, p.name, o.quantity, o.total_cents from orders o"
        " join customers c on c.id = o.customer_id join products p on p.id = o.product_id"
        " order by o.id desc limit %s",
        CONFIG["ordersPerPage"],
    )
    [(order_count, customer_count)] = query("select (select count(*) from orders), (select count(*) from customers)")
    figures = "".join(
        f'<figure><img src="/images/{urllib.parse.quote(image or "")}" alt=""><figcaption>{escape(name)}<br>{money(price)}</figcaption></figure>'
        for _, name, price, image in products
    )
    rows = "".join(
        f'<tr><td>{number}</td><td>{escape(customer)}</td><td>{escape(product)}</td><td class="n">{quantity}</td><td class="n">{money(total)}</td></tr>'
        for number, customer, product, quantity, total in orders
    )
    options = "".join(f'<option value="{number}">{escape(name)}</option>' for number, name, _, _ in products)
    return PAGE.format(
        name=escape(CONFIG["name"]), orders=order_count, customers=customer_count,
        products=figures, rows=rows, options=options, token=token,
    )


def order(form):
    email = form["email"][0].strip().lower()
    query(
        "insert into customers (name, email) values (%s, %s) on conflict (email) do nothing",
        email.partition("@")[0], email,
    )
    [(number,)] = query(
        "insert into orders (customer_id, product_id, quantity, total_cents)"
        " select c.id, p.id, %s, p.price_cents * %s from customers c, products p"
        " where c.email = %s and p.id = %s returning id",
        int(form["quantity"][0]), int(form["quantity"][0]), email, int(form["product"][0]),
    )
    return number


def store_image(product, body):
    name = f"products/{product:05d}.png"
    target = UPLOADS / name
    target.parent.mkdir(exist_ok=True)
    part = target.with_suffix(".part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    query("update products set image = %s where id = %s", name, product)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if path == "/health":
            [(orders,)] = query("select count(*) from orders")
            self.answer(json.dumps({"status": "ok", "orders": orders}), "application/json")
        elif path == "/":
            visitor = verified(self.cookie("visitor")) or secrets.token_hex(8)
            self.answer(page(signed("form-" + visitor)), "text/html; charset=utf-8", {"Set-Cookie": f"visitor={signed(visitor)}; HttpOnly; SameSite=Lax"})
        elif path.startswith("/images/"):
            file = (UPLOADS / path.removeprefix("/images/")).resolve()
            if UPLOADS in file.parents and file.is_file():
                self.answer(file.read_bytes(), "image/png")
            else:
                self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self):
        """Takes an order from the page's form."""
        visitor = verified(self.cookie("visitor"))
        form = urllib.parse.parse_qs(self.body(64 * 1024).decode())
        if self.path != "/orders":
            self.send_error(HTTPStatus.NOT_FOUND)
        elif not visitor or verified(form.get("token", [""])[0]) != "form-" + visitor:
            self.send_error(HTTPStatus.FORBIDDEN)
        else:
            try:
                order(form)
            except (KeyError, ValueError, psycopg2.errors.IntegrityError):
                self.send_error(HTTPStatus.BAD_REQUEST)
                return
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", "/")
            self.end_headers()

    def do_PUT(self):
        """Uploads the image of a product: PUT /products/7/image with the session key as bearer token."""
        parts = self.path.split("/")
        authorized = hmac.compare_digest(self.headers.get("Authorization", ""), "Bearer " + os.environ["SESSION_KEY"])
        if not authorized:
            self.send_error(HTTPStatus.UNAUTHORIZED)
        elif len(parts) == 4 and parts[1] == "products" and parts[2].isdigit() and parts[3] == "image":
            store_image(int(parts[2]), self.body(LARGEST_UPLOAD))
            self.answer("", "text/plain")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def body(self, largest):
        return self.rfile.read(min(int(self.headers.get("Content-Length", 0)), largest))

    def cookie(self, name):
        for part in self.headers.get("Cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return ""

    def answer(self, body, kind, headers=None):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format, *values):
        if self.path != "/health":
            super().log_message(format, *values)


def png(chance, side):
    """A picture of coloured squares, different for every state of the generator."""
    tiles = [[bytes(chance.randrange(256) for _ in range(3)) for _ in range(8)] for _ in range(8)]
    lines = b"".join(
        b"\0" + b"".join(tiles[y * 8 // side][x * 8 // side] for x in range(side)) for y in range(side)
    )
    noise = chance.randbytes(chance.randrange(500, 60_000))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"teXt", b"Comment\0" + noise.hex().encode()) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def load(orders, images):
    chance = random.Random(20261101)
    adjectives, nouns = ["Blue", "Brass", "Calm", "Deep", "Long", "Salty"], ["Anchor", "Buoy", "Compass", "Lantern", "Rope", "Sail"]
    people, products = max(10, orders // 10), len(adjectives) * len(nouns)
    with database() as connection, connection, connection.cursor() as cursor:
        cursor.execute("truncate customers, products, orders restart identity")
        cursor.executemany(
            "insert into products (name, price_cents, image) values (%s, %s, %s)",
            [(f"{a} {n}", chance.randrange(100, 50_000), f"products/{i:05d}.png")
             for i, (a, n) in enumerate(((a, n) for a in adjectives for n in nouns), start=1)],
        )
        cursor.executemany(
            "insert into customers (name, email, joined) values (%s, %s, timestamptz '2026-01-01' + %s * interval '1 minute')",
            [(f"Customer {i} Müller-Ødegård", f"customer{i}@example.org", chance.randrange(400_000)) for i in range(people)],
        )
        for i in range(orders):
            quantity = chance.randrange(1, 9)
            note = None if chance.random() < 0.7 else f"Gift wrap,\nplease: “{chance.randbytes(12).hex()}” \\ 'quoted' \t ☂"
            cursor.execute(
                "insert into orders (customer_id, product_id, quantity, total_cents, note, placed)"
                " select %s, id, %s, %s * price_cents, %s, timestamptz '2026-06-01' + %s * interval '1 second' from products where id = %s",
                (chance.randrange(people) + 1, quantity, quantity, note, i * 60, chance.randrange(products) + 1),
            )
    (UPLOADS / "products").mkdir(exist_ok=True)
    (UPLOADS / "gallery" / "größe XL").mkdir(parents=True, exist_ok=True)
    for i in range(1, images + 1):
        name = f"products/{i:05d}.png" if i <= products else f"gallery/{i:05d}.png"
        (UPLOADS / name).write_bytes(png(chance, 160))
    # What file systems have besides plain files
    (UPLOADS / "gallery" / "größe XL" / "naïve ☂.png").write_bytes(png(chance, 64))
    (UPLOADS / "gallery" / "empty").write_bytes(b"")
    (UPLOADS / "gallery" / "private.txt").write_text("only for the owner\n", encoding="utf-8")
    (UPLOADS / "gallery" / "private.txt").chmod(0o600)
    link = UPLOADS / "newest.png"
    link.unlink(missing_ok=True)
    link.symlink_to(f"products/{min(images, products):05d}.png")
    print(f"{orders} orders of {people} customers, {products} products, {images + 3} files")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["serve", "health", "load"])
    parser.add_argument("--orders", type=int, default=5000)
    parser.add_argument("--images", type=int, default=300)
    arguments = parser.parse_args()
    if arguments.command == "serve":
        query(SCHEMA)
        ThreadingHTTPServer(("", 8080), Handler).serve_forever()
    elif arguments.command == "health":
        with urllib.request.urlopen("http://127.0.0.1:8080/health", timeout=4) as answer:
            sys.exit(answer.status != HTTPStatus.OK)
    else:
        load(arguments.orders, arguments.images)


if __name__ == "__main__":
    main()
