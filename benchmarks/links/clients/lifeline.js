import { Link } from '../../../static/lifeline/index.js';

/** @type {Link} */
let link;

window.client = {
  start(url) {
    link = new Link({ url });
    link.on('open', () => link.send({ type: 'hello', client: 'bench/1', rooms: {} }));
    link.on('state', ({ state }) => state === 'online' && window.witness.up());
    link.on('close', () => window.witness.down());
    link.connect();
  },
  reconnect: () => link.reconnect(),
  dispose: () => link.dispose(),
  forget: () => (link = undefined),
};
